// Which modules are pure, and which tests stand nearest to each. Pure is what imports nothing but other pure modules,
// their types aside, and names nothing of the page, the network or the clock; and what the pages use.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { parse, visit } from "./mutations.mjs";

const PAGE = new Set(
  `document window navigator location history screen localStorage sessionStorage indexedDB fetch WebSocket Worker
  BroadcastChannel Notification Audio AudioContext XMLHttpRequest setTimeout setInterval clearTimeout clearInterval
  queueMicrotask requestAnimationFrame matchMedia performance self globalThis postMessage addEventListener alert
  MutationObserver ResizeObserver getComputedStyle IntersectionObserver customElements trustedTypes caches`.split(
    /\s+/,
  ),
);
// A test is near that reaches the module over so many imports.
const STEPS = 3;
const SKIPPED = new Set(["node_modules", "dist", "tools"]);

const isTest = (path) => /\.test\.tsx?$/.test(path);

/** `{ path, tests }` of each pure module, in order of their names; `tests` from the nearest on. Paths from `root`. */
export function pureModules(root) {
  const modules = read(root);
  const pure = (path, above = []) => {
    const it = modules.get(path);
    if (!it || it.page || path.endsWith("x")) return false;
    return it.imports.every(
      (each) => each.endsWith(".json") || above.includes(each) || pure(each, [...above, path]),
    );
  };
  const served = [...modules.keys()].filter(
    (path) => !isTest(path) && !modules.get(path).generated && pure(path),
  );
  const used = served.filter((path) => importers(modules, path).some((each) => !isTest(each)));
  return used.sort().map((path) => ({ path, tests: nearest(modules, path) }));
}

function read(root) {
  const rooms = readdirSync(root, { withFileTypes: true }).filter(
    (each) => each.isDirectory() && !SKIPPED.has(each.name),
  );
  const paths = rooms.flatMap(({ name }) =>
    readdirSync(join(root, name), { recursive: true }).map((each) => join(name, each)),
  );
  const ours = paths.filter((path) => /(?<!\.d)\.tsx?$/.test(path)).sort();
  return new Map(ours.map((path) => [path, readModule(root, path)]));
}

function readModule(root, path) {
  const source = readFileSync(join(root, path), "utf8");
  const tree = parse(path, source);
  const imports = tree.body.filter(runs).map(({ source }) => resolve(root, path, source.value));
  return { imports, page: touchesPage(tree), generated: /^\/[/*].*(generated|made by)/i.test(source) };
}

/** Imports and exports from another module that are more than types. */
function runs({ source, importKind, exportKind, specifiers = [] }) {
  if (!source || importKind === "type" || exportKind === "type") return false;
  return (
    !specifiers.length || specifiers.some((each) => each.importKind !== "type" && each.exportKind !== "type")
  );
}

/** A file from `root` on; a package keeps its name, which is no module of ours. */
function resolve(root, from, wanted) {
  if (!wanted.startsWith(".")) return wanted;
  const path = normalize(join(dirname(from), wanted));
  const ends = ["", ".ts", ".tsx", "/index.ts", "/index.tsx"];
  return (
    ends.map((end) => path + end).find((each) => /\.\w+$/.test(each) && existsSync(join(root, each))) ?? path
  );
}

function touchesPage(tree) {
  const named = new Set();
  const own = new Set();
  visit(tree, null, "", [], (node, _where, parent, key) => {
    if (node.type !== "Identifier") return;
    if (/^(params|id)$/.test(key) || parent?.type === "ObjectPattern") own.add(node.name);
    else if (!(parent?.type === "MemberExpression" && key === "property" && !parent.computed))
      named.add(node.name);
  });
  return [...named].some((name) => PAGE.has(name) && !own.has(name));
}

const importers = (modules, path) =>
  [...modules].filter(([, { imports }]) => imports.includes(path)).map(([each]) => each);

/** Of the tests further off only the cheap ones, those without a page. What only tests use is no step of its own. */
function nearest(modules, path) {
  const seen = new Set([path]);
  const found = [];
  let layer = [path];
  for (let step = 0; step < STEPS; step++) {
    layer = above(modules, layer, seen);
    found.push(...layer.filter((each) => isTest(each) && (!found.length || each.endsWith(".ts"))).sort());
  }
  return found;
}

function above(modules, layer, seen) {
  const next = [...new Set(layer.flatMap((each) => importers(modules, each)))].filter(
    (each) => !seen.has(each),
  );
  for (const each of next) seen.add(each);
  const helpers = next.filter((each) => isHelper(modules, each));
  return helpers.length ? [...next, ...above(modules, helpers, seen)] : next;
}

function isHelper(modules, path) {
  const users = importers(modules, path);
  return !isTest(path) && users.length > 0 && users.every((each) => isTest(each));
}
