// Ships each language as JSON with only the words a page can show, fetched when it is chosen; what a first look does not
// need comes apart.
import { readFile } from "node:fs/promises";

const IMPORT = /import\("([./]*\/locales\/([a-z]{2})\.json)"\)/g;

/** The words of one language as they stand in a page's shell, which then shows its first look without asking for more. */
export async function wordsInPage(all, first = all, language) {
  const words = JSON.parse(
    await readFile(new URL(`../../locales/${language}.json`, import.meta.url), "utf8"),
  );
  return Object.fromEntries(Object.entries(words).filter(([key]) => under(key, all) && under(key, first)));
}

/** Begins with one of these, or is one of them. */
const under = (key, prefixes) => prefixes.some((prefix) => key.startsWith(prefix));

/** `all`: prefixes of what the page can show; `first`: of what its first look shows, everything when not given. */
export function localesFor(all, first = all) {
  const kept = ([key], rest) => under(key, all) && under(key, first) !== rest;
  return {
    name: "hearline-locales",
    enforce: "pre",
    transform: {
      filter: { id: /\/shared\/i18n\/(index|rest)\.ts$/ },
      async handler(code, id) {
        const rest = id.endsWith("/rest.ts");
        let out = code;
        for (const [call, path, language] of code.matchAll(IMPORT)) {
          const words = JSON.parse(await readFile(new URL(path, `file://${id}`), "utf8"));
          const entries = Object.entries(words).filter((entry) => kept(entry, rest));
          const source = JSON.stringify(Object.fromEntries(entries));
          const name = `${language}${rest ? "-rest" : ""}.json`;
          const url = `import.meta.ROLLUP_FILE_URL_${this.emitFile({ type: "asset", name, source })}`;
          const loaded = `fetch(${url}).then((r) => r.json()).then((words) => ({ default: words }))`;
          out = out.replace(call, loaded);
        }
        return { code: out, map: null };
      },
    },
  };
}
