// Builds every page into dist/: one folder per page, the loader as one file, and a manifest with its digest;
// what is sent packed lies packed beside it.
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { brotliCompressSync } from "node:zlib";
import { build } from "vite";
import { localesFor } from "./locales.mjs";
import { FIRST, isFirst, isStanding, PAGES } from "./pages.mjs";
import { behindDoor, partsFrom } from "./parts.mjs";
import { writeShells } from "./shells.mjs";

const web = fileURLToPath(new URL("..", import.meta.url)).replace(/\/$/, "");
const dist = `${web}/dist`;
/** Built aside and moved into place when all went well: whoever serves dist/ never sees half of it. */
const fresh = `${dist}/.new-${process.pid}`;
const only = process.argv.slice(2);

/** As docs/embedding.md names them. Of these Firefox knows the fewest forms of JavaScript; for the others the build would
 * also take away forms that they have, for bugs that no line of ours meets. */
const OLDEST = { target: "firefox91", cssTarget: ["chrome90", "firefox91", "safari15"] };

const common = { configFile: false, logLevel: "error", publicDir: false, json: { stringify: true } };
const jsx = { jsx: { runtime: "automatic", importSource: "preact" } };

function page(name, prefixes) {
  return build({
    ...common,
    oxc: jsx,
    root: `${web}/${name}`,
    base: `/static/${name}/`,
    plugins: [localesFor(prefixes, FIRST[name]), partsFrom(`/static/${name}/`)],
    worker: { format: "es" },
    build: {
      outDir: `${fresh}/${name}`,
      emptyOutDir: true,
      ...OLDEST,
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false, resolveDependencies: behindDoor },
      manifest: true,
      rolldownOptions: {
        output: {
          codeSplitting: {
            groups: [
              { name: "first", test: isFirst(name) },
              { name: "standing", test: isStanding(name) },
            ],
          },
        },
      },
      reportCompressedSize: false,
    },
  });
}

function loader() {
  return build({
    ...common,
    root: `${web}/embed`,
    build: {
      outDir: `${fresh}/embed`,
      emptyOutDir: true,
      ...OLDEST,
      reportCompressedSize: false,
      lib: { entry: "loader.ts", formats: ["iife"], name: "HearlineLoader", fileName: () => "embed.js" },
    },
  });
}

/** To which program it belongs: `hearline doctor` holds both against its own. */
async function belonging() {
  const program = await readFile(`${web}/../pyproject.toml`, "utf8");
  const version = /^version = "(.+)"$/m.exec(program)?.[1] ?? "";
  const wire = createHash("sha256")
    .update(await readFile(`${web}/shared/protocol.ts`))
    .digest("hex");
  return { version, wire };
}

/** The loader under its plain name, under one that changes with its content, and its digest for hosts. */
async function nameLoader() {
  const bytes = await readFile(`${fresh}/embed/embed.js`);
  const integrity = `sha384-${createHash("sha384").update(bytes).digest("base64")}`;
  const versioned = `embed-${createHash("sha256").update(bytes).digest("hex").slice(0, 12)}.js`;
  await writeFile(`${fresh}/embed.js`, bytes);
  await writeFile(`${fresh}/${versioned}`, bytes);
  await writeFile(
    `${fresh}/manifest.json`,
    JSON.stringify({ embed: versioned, integrity, ...(await belonging()) }),
  );
  await rm(`${fresh}/embed`, { recursive: true });
}

/** Packed once here, as small as it gets, beside each file that a browser may ask for so. */
async function pack() {
  const files = (await readdir(fresh, { recursive: true })).filter(
    (file) => /(^|assets\/)[^/]*\.(js|css|json)$/.test(file) && !file.endsWith("manifest.json"),
  );
  for (const file of files)
    await writeFile(`${fresh}/${file}.br`, brotliCompressSync(await readFile(`${fresh}/${file}`)));
}

async function moveIntoPlace() {
  const old = `${dist}/.old-${process.pid}`;
  await mkdir(old, { recursive: true });
  for (const name of await readdir(fresh)) {
    await rename(`${dist}/${name}`, `${old}/${name}`).catch(() => undefined);
    await rename(`${fresh}/${name}`, `${dist}/${name}`);
  }
  await rm(old, { recursive: true });
}

const asked = (name) => only.length === 0 || only.includes(name);
const pages = Object.entries(PAGES).filter(([name]) => asked(name));

try {
  await Promise.all(pages.map(([name, prefixes]) => page(name, prefixes)));
  await Promise.all(pages.map(([name, prefixes]) => writeShells(`${fresh}/${name}`, prefixes, FIRST[name])));
  if (asked("embed")) {
    await loader();
    await nameLoader();
  }
  await pack();
  await moveIntoPlace();
} finally {
  await rm(fresh, { recursive: true, force: true });
}
