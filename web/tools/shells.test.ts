// A page's shells: each in its language, with its first words in it and no hole left.
import { mkdir, mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { expect, it } from "vitest";
import fr from "../../locales/fr.json";
import { FIRST, PAGES } from "./pages.mjs";
import { writeShells } from "./shells.mjs";

const read = (path: string): Promise<string> => readFile(path, "utf8");

it.each(["widget", "console", "dashboard", "preview", "demo"] as const)("of %s", async (name) => {
  const folder = await mkdtemp(`${tmpdir()}/shells-`);
  await writeFile(
    `${folder}/index.html`,
    await read(new URL(`../${name}/index.html`, import.meta.url).pathname),
  );
  await mkdir(`${folder}/.vite`);
  await writeFile(`${folder}/.vite/manifest.json`, JSON.stringify({ "index.html": { imports: [] } }));
  await writeShells(folder, PAGES[name], (FIRST as Record<string, readonly string[]>)[name]);
  const shell = await read(`${folder}/index.fr.html`);
  expect(shell).toContain('<html lang="fr"');
  const given = /data-words='([^']+)'/.exec(shell)?.[1] ?? "";
  const words = JSON.parse(given.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code))));
  expect(Object.keys(words).length).toBeGreaterThan(5);
  expect(Object.keys(words).filter((key) => words[key] !== (fr as Record<string, string>)[key])).toEqual([]);
  expect(shell.replace(/data-words='[^']+'/, "")).not.toMatch(/\{\{/);
  expect(await read(`${folder}/index.html`)).toBe(await read(`${folder}/index.nl.html`));
});

it("asks for what the entry imports beside it, first", async () => {
  const folder = await mkdtemp(`${tmpdir()}/shells-`);
  const built = { "index.html": { imports: ["_first.js"] }, "_first.js": { file: "assets/first-A.js" } };
  await mkdir(`${folder}/.vite`);
  await writeFile(`${folder}/.vite/manifest.json`, JSON.stringify(built));
  await writeFile(
    `${folder}/index.html`,
    '<script type="module" src="/static/widget/assets/index-B.js"></script>',
  );
  await writeShells(folder, []);
  expect(await read(`${folder}/index.html`)).toBe(
    '<script type="module" src="/static/widget/assets/first-A.js"></script>' +
      '<script type="module" src="/static/widget/assets/index-B.js"></script>',
  );
});

// A browser that translates a page, checks its spelling or goes on with its sentences may send what stands in it to its maker.
it.each([
  ["widget", ["translate", "spellcheck", "writingsuggestions"]],
  ["console", ["translate"]],
  ["dashboard", ["translate"]],
] as const)("of %s tell no browser to read along", async (name, refused) => {
  const page = await read(new URL(`../${name}/index.html`, import.meta.url).pathname);
  const html = /<html [^>]*>/.exec(page)?.[0];
  for (const attribute of refused)
    expect(html).toContain(`${attribute}="${attribute === "translate" ? "no" : "false"}"`);
});
