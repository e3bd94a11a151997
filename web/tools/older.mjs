// Fails when a built file names what the oldest browsers of docs/embedding.md lack: the build lowers forms, not built-ins.
import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const DIST = fileURLToPath(new URL("../dist", import.meta.url));

/** Missing in at least one of Safari 15, Chrome 90 and Firefox 91. */
const LACKING = {
  js: [
    /(?<!\.\.)\.(at|findLast|findLastIndex|toSorted|toReversed|toSpliced|isWellFormed|toWellFormed)\(/,
    /\b(Object\.(hasOwn|groupBy)|Map\.groupBy|Promise\.(withResolvers|try)|Array\.fromAsync|Iterator\.from)\b/,
    /\b(structuredClone|reportError|CompressionStream|crypto\.randomUUID|AbortSignal\.any|URL\.canParse)\b/,
    /\bIntl\.(Segmenter|DurationFormat|supportedValuesOf)\b/,
    /(?<!AbortSignal\.timeout\?\{signal:)\bAbortSignal\.timeout\(/,
    // forms that are no JavaScript there: the whole file would be lost
    /\bstatic\s*\{/,
    /#\w+ in \w/,
    /\(\?<[=!]/,
  ],
  css: [/@layer\b/, /@scope\b/, /\b[\d.]+[dsl]v[hwib]\b/, /[{;}]&/],
};
const ASKED_FIRST = /@supports[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}/g;

/** What of it this text names; a style that asks first may. */
export function lacking(text, kind) {
  const plain = kind === "css" ? text.replace(ASKED_FIRST, "") : text;
  return LACKING[kind].map((pattern) => pattern.exec(plain)?.[0]).filter((found) => found !== undefined);
}

async function main() {
  const files = (await readdir(DIST, { recursive: true })).filter((file) => /\.(js|css)$/.test(file));
  const found = await Promise.all(
    files.map(async (file) => {
      const kind = file.endsWith(".css") ? "css" : "js";
      return lacking(await readFile(`${DIST}/${file}`, "utf8"), kind).map((what) => `${file}: ${what}`);
    }),
  );
  for (const line of found.flat()) console.log(`too new\t${line}`);
  if (files.length === 0) console.log("nothing is built");
  process.exit(found.flat().length === 0 && files.length > 0 ? 0 : 1);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
