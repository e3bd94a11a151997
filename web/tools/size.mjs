// Fails when the script of a page grows past its limit (brotli); prints beside it all that one language loads.
import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { brotliCompressSync } from "node:zlib";

const dist = fileURLToPath(new URL("../dist", import.meta.url));
const LIMITS = { "embed.js": 2, widget: 25, console: 80, dashboard: 100 };
const OTHER_LOCALE = /(fr|de|en)-[\w-]+\.json$/;

async function files(path) {
  if (path.endsWith(".js")) return [path];
  const found = await readdir(path, { recursive: true });
  return found
    .filter((f) => /\.(js|css|html|json)$/.test(f) && !OTHER_LOCALE.test(f))
    .map((f) => `${path}/${f}`);
}

async function weight(paths) {
  const sizes = await Promise.all(paths.map(async (path) => brotliCompressSync(await readFile(path)).length));
  return sizes.reduce((sum, size) => sum + size, 0) / 1024;
}

let failed = false;
for (const [name, limit] of Object.entries(LIMITS)) {
  const all = await files(`${dist}/${name}`);
  const script = await weight(all.filter((path) => path.endsWith(".js")));
  failed ||= script > limit;
  const verdict = script > limit ? "too large" : "ok";
  console.log(
    `${verdict}\t${name}\tscript ${script.toFixed(2)} KiB of ${limit}, all ${(await weight(all)).toFixed(2)}`,
  );
}
process.exit(failed ? 1 : 0);
