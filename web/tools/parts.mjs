// How a page's parts are fetched: a part's style before the part itself, and nothing else of what Vite would add.
const HELPER = /vite\/preload-helper\.js$/;
/** Parts that others share stand behind a file that only names them. */
const SHARED = /\/(standing|course)-[^/]+\.js$/;

/** Of what a part imports, the file behind its own name: asked for beside it, it costs no round trip. */
export const behindDoor = (file, needs) => {
  const [, part] = SHARED.exec(`/${file}`) ?? [];
  return part ? needs.filter((need) => need !== file && need.includes(`/${part}-`)) : [];
};

/** `base` is where the page's files are served. A style that does not come counts as a part that does not come. */
export function partsFrom(base) {
  const code = `
const asked = {};
const link = (rel, path) => {
  const made = document.createElement("link");
  made.rel = rel;
  made.href = ${JSON.stringify(base)} + path;
  document.head.append(made);
  return made;
};
const style = (path) => asked[path] ??= new Promise((done, failed) => {
  const made = link("stylesheet", path);
  made.onload = done;
  made.onerror = () => { delete asked[path]; made.remove(); failed(new Error(path)); };
});
const comes = (path) => path.endsWith(".css") ? style(path) : link("modulepreload", path);
export const __vitePreload = (load, needs = []) => Promise.all(needs.map(comes)).then(load);
`;
  return {
    name: "hearline-parts",
    enforce: "pre",
    transform: { filter: { id: HELPER }, handler: () => ({ code, map: null }) },
  };
}
