// The tags of a pasted page, with their attributes: as much of HTML as the checker needs, without running any. Pure.

export interface Tag {
  name: string;
  attributes: ReadonlyMap<string, string>;
}

const COMMENT = /<!--[\s\S]*?(-->|$)/g;
// One that does not close takes along what it has read, as in a browser: nothing is read twice.
const TAG = /<(script|iframe|meta)\b((?:[^>"']|"[^"]*"|'[^']*')*)(>?)/gi;
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
  return { name: name.toLowerCase(), attributes };
}

const tags = (source: string): Tag[] =>
  [...source.matchAll(TAG)].flatMap(([, name = "", text = "", end]) => (end ? read(name, text) : []));

/** Those that a browser heeds, and those that stand in a comment. */
export const tagsOf = (source: string): { live: Tag[]; commented: Tag[] } => ({
  live: tags(source.replace(COMMENT, "")),
  commented: tags((source.match(COMMENT) ?? []).join("").replace(/<!--/g, "")),
});
