// Fails when a page grows past its limits in KiB of brotli: what a first look loads, and all it can load in one language.
// `--json`: the figures alone.
import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { brotliCompressSync } from "node:zlib";

const DIST = fileURLToPath(new URL("../dist", import.meta.url));
const LOADER = { "embed.js": 2.25 };
/** `first`: the page with its words in one language, the longest, what its entry imports at once, and its style. */
const PAGES = {
  widget: { first: 16, all: 70 },
  console: { first: 60, all: 120 },
  dashboard: { first: 60, all: 160 },
};
const WORDS = /assets\/[a-z]{2}-(rest-)?[\w-]+\.json$/;
const SHELL = /^index(\.[a-z]{2})?\.html$/;

const weigh = async (path) => brotliCompressSync(await readFile(`${DIST}/${path}`)).length / 1024;
const sum = async (paths) => (await Promise.all(paths.map(weigh))).reduce((all, one) => all + one, 0);

/** Every file that is there before anything is asked for: the entry, what it imports, and their styles. */
export function closure(manifest, name, found = new Set()) {
  if (found.has(name)) return found;
  found.add(name);
  for (const other of manifest[name].imports ?? []) closure(manifest, other, found);
  return found;
}

async function first(page) {
  const manifest = JSON.parse(await readFile(`${DIST}/${page}/.vite/manifest.json`, "utf8"));
  const chunks = [...closure(manifest, "index.html")].map((name) => manifest[name]);
  const files = new Set(chunks.flatMap(({ file, css = [] }) => [file, ...css]));
  return sum([...files].map((file) => `${page}/${file}`));
}

async function measure(page) {
  const files = (await readdir(`${DIST}/${page}`, { recursive: true })).filter((file) =>
    /\.(js|css|html|json)$/.test(file),
  );
  const [shells, words] = [SHELL, WORDS].map((kind) => files.filter((file) => kind.test(file)));
  const others = files.filter((file) => ![...shells, ...words].includes(file) && !file.startsWith(".vite"));
  const longest = async (paths) =>
    Math.max(0, ...(await Promise.all(paths.map((file) => weigh(`${page}/${file}`)))));
  const now = await longest(shells);
  const later = await longest(words.filter((file) => file.includes("-rest-")));
  return {
    first: (await first(page)) + now,
    all: (await sum(others.map((file) => `${page}/${file}`))) + now + later,
  };
}

const asJson = process.argv.includes("--json");
const weighed = {};

function judge(name, part, size, limit) {
  const fits = size <= limit;
  weighed[name] = { ...weighed[name], [part]: Number(size.toFixed(2)) };
  if (!asJson)
    console.log(`${fits ? "ok" : "too large"}\t${name}\t${part}\t${size.toFixed(2)} KiB of ${limit}`);
  return fits;
}

const verdicts = [];
for (const [name, limit] of Object.entries(LOADER))
  verdicts.push(judge(name, "all", await weigh(name), limit));
for (const [page, limits] of Object.entries(PAGES)) {
  const sizes = await measure(page);
  for (const part of ["first", "all"]) verdicts.push(judge(page, part, sizes[part], limits[part]));
}
if (asJson) console.log(JSON.stringify(weighed));
process.exit(verdicts.every(Boolean) ? 0 : 1);
