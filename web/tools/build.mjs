// Builds every page into dist/: one folder per page, the loader as one file, and a manifest with its digest.
import { createHash } from "node:crypto";
import { copyFile, readFile, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "vite";
import { localesFor } from "./locales.mjs";

const web = fileURLToPath(new URL("..", import.meta.url));
const PAGES = {
  widget: ["widget.", "shared."],
  console: ["console.", "staff.", "shared.", "form.", "code."],
  dashboard: ["dashboard.", "staff.", "report.", "staff.", "shared.", "form.", "code."],
  demo: ["demo."],
};
const only = process.argv.slice(2);

const common = { configFile: false, logLevel: "warn", publicDir: false, json: { stringify: true } };
const jsx = { jsx: { runtime: "automatic", importSource: "preact" } };

function page(name, prefixes) {
  return build({
    ...common,
    oxc: jsx,
    root: `${web}/${name}`,
    base: `/static/${name}/`,
    plugins: [localesFor(prefixes)],
    worker: { format: "es" },
    build: {
      outDir: `${web}/dist/${name}`,
      emptyOutDir: true,
      target: "es2022",
      assetsInlineLimit: 0,
      modulePreload: false,
      reportCompressedSize: false,
    },
  });
}

function loader() {
  return build({
    ...common,
    root: `${web}/embed`,
    build: {
      outDir: `${web}/dist/embed`,
      emptyOutDir: true,
      target: "es2020",
      reportCompressedSize: false,
      lib: { entry: "loader.ts", formats: ["iife"], name: "HearlineLoader", fileName: () => "embed.js" },
    },
  });
}

async function publishLoader() {
  const bytes = await readFile(`${web}/dist/embed/embed.js`);
  const integrity = `sha384-${createHash("sha384").update(bytes).digest("base64")}`;
  const version = createHash("sha256").update(bytes).digest("hex").slice(0, 12);
  await copyFile(`${web}/dist/embed/embed.js`, `${web}/dist/embed.js`);
  await copyFile(`${web}/dist/embed/embed.js`, `${web}/dist/embed-${version}.js`);
  await writeFile(`${web}/dist/manifest.json`, JSON.stringify({ embed: `embed-${version}.js`, integrity }));
  await rm(`${web}/dist/embed`, { recursive: true });
}

const wanted = Object.entries(PAGES).filter(([name]) => only.length === 0 || only.includes(name));
if (only.length === 0) await rm(`${web}/dist`, { recursive: true, force: true });
await Promise.all(wanted.map(([name, prefixes]) => page(name, prefixes)));
if (only.length === 0 || only.includes("embed")) {
  await loader();
  await publishLoader();
}
