// Ships each language as a JSON file with only the words a page can show, fetched when it is chosen.
import { readFile } from "node:fs/promises";

const IMPORT = /import\("([./]*\/locales\/([a-z]{2})\.json)"\)/g;

export function localesFor(prefixes) {
  const kept = ([key]) => prefixes.some((prefix) => key.startsWith(prefix));
  return {
    name: "hearline-locales",
    enforce: "pre",
    transform: {
      filter: { id: /\/shared\/i18n\/index\.ts$/ },
      async handler(code, id) {
        let out = code;
        for (const [call, path, language] of code.matchAll(IMPORT)) {
          const words = JSON.parse(await readFile(new URL(path, `file://${id}`), "utf8"));
          const source = JSON.stringify(Object.fromEntries(Object.entries(words).filter(kept)));
          const file = this.emitFile({ type: "asset", name: `${language}.json`, source });
          const url = `import.meta.ROLLUP_FILE_URL_${file}`;
          out = out.replace(
            call,
            `fetch(${url}).then((r) => r.json()).then((words) => ({ default: words }))`,
          );
        }
        return { code: out, map: null };
      },
    },
  };
}
