// The tags of a pasted page, with their attributes: as much of HTML as the checker needs, without running any. Pure.

export interface Tag {
  name: string;
  attributes: ReadonlyMap<string, string>;
}

// One that does not close takes along what it has read, as in a browser: nothing is read twice.
const SIGN =
  /<!--(?:-?>)?|<(script|iframe|meta|noscript|template|textarea|title|style)\b((?:[^>"']+|"[^"]*"|'[^']*')*)(>?)/gi;
/** What stands in these is no script of the page, though it may look like one. */
const INERT = ["noscript", "template", "textarea"];
const ATTRIBUTE = /([^\s=/"'>]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/g;
const SIGNS: Readonly<Record<string, string>> = { amp: "&", quot: '"', lt: "<", gt: ">", apos: "'" };

const plain = (text: string): string =>
  text.replace(/&(?:#(\d+)|(\w+));/g, (whole, code?: string, name?: string) =>
    code ? String.fromCodePoint(Math.min(Number(code), 0x10ffff)) : (SIGNS[name ?? ""] ?? whole),
  );

function read(name: string, text: string): Tag {
  const attributes = new Map<string, string>();
  for (const [, key = "", double, single, bare] of text.matchAll(ATTRIBUTE))
    if (!attributes.has(key.toLowerCase()))
      attributes.set(key.toLowerCase(), plain(double ?? single ?? bare ?? ""));
  return { name, attributes };
}

/** The tags that a browser heeds; `inert`: what stands where it heeds none. */
function walk(source: string): { live: Tag[]; inert: string } {
  const [live, inert]: [Tag[], string[]] = [[], []];
  const sign = new RegExp(SIGN);
  /** Behind the next `end`; what lies before it. Looked for in the source itself: small letters may be more than capitals
   * are (İ), and what stands behind them elsewhere. */
  const skip = (end: string): string => {
    const from = sign.lastIndex;
    const closing = new RegExp(end, "gi");
    closing.lastIndex = from;
    const found = closing.exec(source);
    sign.lastIndex = found ? closing.lastIndex : source.length;
    return source.slice(from, found?.index);
  };
  for (let found = sign.exec(source); found; found = sign.exec(source)) {
    const [whole, name = "", text = "", closes] = found;
    const tag = name.toLowerCase();
    if (whole === "<!--") inert.push(skip("--!?>"));
    else if (closes) {
      live.push(read(tag, text));
      const inside = tag === "meta" ? "" : skip(`</${tag}`);
      if (INERT.includes(tag)) inert.push(inside);
    }
  }
  return { live, inert: inert.join(" ") };
}

/** Those that a browser heeds, and those that stand in a comment or where scripts do not run. */
export function tagsOf(source: string): { live: Tag[]; inert: Tag[] } {
  const { live, inert } = walk(source);
  return { live, inert: walk(inert.replaceAll("<!--", "")).live };
}
