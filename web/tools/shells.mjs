// The shells of a page, one for each language: its first words are in it, and what it shows when nothing else comes.
import { readFile, writeFile } from "node:fs/promises";
import { wordsInPage } from "./locales.mjs";

const LANGUAGES = ["nl", "fr", "de", "en"];
/** Where the way out leads when a desk names no address of its own. */
const [NEUTRAL] = /https:[^"]+/.exec(
  await readFile(new URL("../shared/neutral.ts", import.meta.url), "utf8"),
);
const HOLE = /\{\{([\w.]+)\}\}/g;
const escaped = (text) => text.replace(/[&<>']/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** What the entry imports is asked for beside it, not after it; a script, since older browsers know no module preload. */
const asksAhead = (html, files) =>
  html.replace(/<script type="module"[^>]*>/, (entry) =>
    [...files.map((file) => entry.replace(/assets\/[^"]*/, file)), entry].join("</script>"),
  );

function shell(html, language, words) {
  return html
    .replace(/>\s+</g, "><")
    .replace('<html lang="nl"', `<html lang="${language}"`)
    .replaceAll("{{neutral}}", NEUTRAL)
    .replace(HOLE, (hole, key) => escaped(words[key] ?? hole))
    .replace('<div id="app">', () => `<div id="app" data-words='${escaped(JSON.stringify(words))}'>`);
}

/** `index.html` is the one for whoever asks for none. */
export async function writeShells(folder, all, first) {
  const built = JSON.parse(await readFile(`${folder}/.vite/manifest.json`, "utf8"));
  const ahead = (built["index.html"].imports ?? []).map((name) => built[name].file);
  const html = asksAhead(await readFile(`${folder}/index.html`, "utf8"), ahead);
  for (const language of LANGUAGES) {
    const made = shell(html, language, await wordsInPage(all, first, language));
    await writeFile(`${folder}/index.${language}.html`, made);
    if (language === LANGUAGES[0]) await writeFile(`${folder}/index.html`, made);
  }
}
