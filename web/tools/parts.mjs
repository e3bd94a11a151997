// How a page's parts are fetched: a part's style before the part itself, and nothing else of what Vite would add.
const HELPER = /vite\/preload-helper\.js$/;

/** `base` is where the page's files are served. A style that does not come counts as a part that does not come. */
export function partsFrom(base) {
  const code = `
const asked = {};
const style = (path) => asked[path] ??= new Promise((done, failed) => {
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = ${JSON.stringify(base)} + path;
  link.onload = done;
  link.onerror = () => { delete asked[path]; link.remove(); failed(new Error(path)); };
  document.head.append(link);
});
export const __vitePreload = (load, needs = []) =>
  Promise.all(needs.filter((path) => path.endsWith(".css")).map(style)).then(load);
`;
  return {
    name: "hearline-parts",
    enforce: "pre",
    transform: { filter: { id: HELPER }, handler: () => ({ code, map: null }) },
  };
}
