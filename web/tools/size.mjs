// Fails when a page grows past its limit: the brotli size of everything it loads in one language.
import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { brotliCompressSync } from "node:zlib";

const dist = fileURLToPath(new URL("../dist", import.meta.url));
const LIMITS = { "embed.js": 2, widget: 25, console: 80, dashboard: 100 };
const OTHER_LOCALE = /\/(fr|de|en)-[\w-]+\.js$/;

async function files(path) {
  if (path.endsWith(".js")) return [path];
  const found = await readdir(path, { recursive: true });
  return found.filter((f) => /\.(js|css|html)$/.test(f)).map((f) => `${path}/${f}`);
}

async function weight(name) {
  const all = (await files(`${dist}/${name}`)).filter((f) => !OTHER_LOCALE.test(f));
  const sizes = await Promise.all(all.map(async (f) => brotliCompressSync(await readFile(f)).length));
  return sizes.reduce((sum, size) => sum + size, 0) / 1024;
}

let failed = false;
for (const [name, limit] of Object.entries(LIMITS)) {
  const size = await weight(name);
  const over = size > limit;
  failed ||= over;
  console.log(`${over ? "too large" : "ok"}\t${name}\t${size.toFixed(2)} KiB of ${limit}`);
}
process.exit(failed ? 1 : 0);
