// Why the chat does not work on a page: from the page's source, its headers, and what the house allows. Pure; asks nobody.
import { LANGUAGES } from "../../shared/i18n/languages";
import { covers, type Policy, policiesIn, readPolicy, sourcesOf } from "./policy";
import { type Tag, tagsOf } from "./tags";

export interface Given {
  /** The page's address, as somebody visits it. */
  address: string;
  source: string;
  /** Its response headers, or the policy alone. */
  headers: string;
}
export interface Known {
  origin: string;
  loader: string;
  integrity: string;
  pages: readonly string[];
  desks: readonly string[];
}

/** `bad` keeps the chat from working, `warn` takes something from it, `fine` is what looks wrong and is not. */
export const LEVELS = {
  address: "bad",
  moved: "bad",
  no_page: "bad",
  http_page: "bad",
  no_line: "bad",
  inert: "bad",
  held_back: "bad",
  other_origin: "bad",
  wrong_desk: "bad",
  script_src: "bad",
  frame_src: "bad",
  not_allowed: "bad",
  sandboxed: "bad",
  page_sandboxed: "bad",
  integrity: "bad",
  crossorigin: "bad",
  trusted_types: "warn",
  connect_src: "warn",
  old_version: "warn",
  unpinned: "warn",
  language: "warn",
  exit_sandboxed: "warn",
  twice: "fine",
  works: "fine",
} as const satisfies Record<string, "bad" | "warn" | "fine">;
export type Code = keyof typeof LEVELS;

export interface Finding {
  code: Code;
  /** What it is about: a directive, a desk, an address. */
  about: string;
}

const LOADER = /\/embed(-[0-9a-f]+)?\.js$/;
const NEEDED = ["allow-scripts", "allow-same-origin", "allow-forms"];

export function check(given: Given, known: Known): Finding[] {
  const page = pageOf(given.address);
  if (!page) return [{ code: "address", about: given.address }];
  const answer = ofAnswer(given.headers);
  if (answer) return [answer];
  const { live, inert } = tagsOf(given.source);
  const lines = live.filter((tag) => sourceOf(tag, page.href) !== null);
  const policies = [...policiesIn(given.headers), ...live.flatMap(metaPolicy)];
  const found = [
    ...ofPage(page, policies, known),
    ...ofLines(lines, inert, page, policies, known),
    ...ofFrames(live, page, policies, known, lines),
  ];
  return found.some(({ code }) => LEVELS[code] !== "fine")
    ? found
    : [...found, { code: "works", about: page.origin }];
}

const STATUS = /^:?(?:HTTP\/[\d.]+|status(?:[ -]code)?:?)\s+(\d{3})/gim;

/** What the server answered instead of the page; of several answers the last counts. */
function ofAnswer(headers: string): Finding | null {
  const status = [...headers.matchAll(STATUS)].pop()?.[1] ?? "200";
  const to = /^location\s*:\s*(\S+)/im.exec(headers)?.[1];
  if (status >= "400") return { code: "no_page", about: status };
  return status.startsWith("3") && to ? { code: "moved", about: to } : null;
}

function pageOf(address: string): URL | null {
  try {
    const url = new URL(address.trim());
    return /^https?:$/.test(url.protocol) ? url : null;
  } catch {
    return null;
  }
}

/** Where a tag takes the loader from; null for any other tag. */
function sourceOf({ name, attributes }: Tag, page: string): URL | null {
  try {
    const url = new URL(attributes.get("src") ?? "", page);
    return name === "script" && LOADER.test(url.pathname) ? url : null;
  } catch {
    return null;
  }
}

function metaPolicy({ name, attributes }: Tag): Policy[] {
  const is = name === "meta" && attributes.get("http-equiv")?.toLowerCase() === "content-security-policy";
  return is ? [readPolicy(attributes.get("content") ?? "")] : [];
}

const HERE = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

function ofPage(page: URL, policies: readonly Policy[], known: Known): Finding[] {
  const found: Finding[] = [];
  if (page.protocol === "http:" && !HERE.test(page.hostname))
    found.push({ code: "http_page", about: page.origin });
  if (!known.pages.some((one) => covers(one, page.href, known.origin)))
    found.push({ code: "not_allowed", about: page.origin });
  const boxed = policies.map((policy) => policy.get("sandbox")).find((flags) => flags !== undefined);
  if (boxed && !NEEDED.every((flag) => boxed.includes(flag)))
    found.push({ code: "page_sandboxed", about: missing(boxed) });
  return found;
}

const missing = (flags: readonly string[]): string =>
  NEEDED.filter((flag) => !flags.includes(flag)).join(" ");

function ofLines(
  lines: readonly Tag[],
  inert: readonly Tag[],
  page: URL,
  policies: readonly Policy[],
  known: Known,
): Finding[] {
  const ours = lines.filter((tag) => sourceOf(tag, page.href)?.origin === known.origin);
  const [first, second] = ours;
  if (!first) return [...noLine(lines, inert, page, known), ...injected(policies)];
  return [
    ...(second ? [{ code: "twice", about: "" } as const] : []),
    ...ofAttributes(first, known),
    ...ofVersion(first, known),
    ...ofPolicies(first, page, policies, known),
  ];
}

function noLine(lines: readonly Tag[], inert: readonly Tag[], page: URL, known: Known): Finding[] {
  const other = lines[0] && sourceOf(lines[0], page.href);
  if (other) return [{ code: "other_origin", about: other.origin }];
  const hidden = inert.some((tag) => sourceOf(tag, page.href)?.origin === known.origin);
  return [{ code: hidden ? "inert" : "no_line", about: known.origin }];
}

/** A script that puts the line in needs a policy of Trusted Types; a tag in the page does not. */
function injected(policies: readonly Policy[]): Finding[] {
  const asks = policies.some((policy) => policy.get("require-trusted-types-for")?.includes("'script'"));
  return asks ? [{ code: "trusted_types", about: "require-trusted-types-for" }] : [];
}

const SCRIPT = /^(|module|(text|application)\/(x-)?(java|ecma)script)$/;

/** Where it stands, for what its tag and its address say. */
const addressOf = ({ attributes }: Tag): URL => new URL(attributes.get("src") ?? "", "https://page.invalid");
const toldOf = (tag: Tag, name: string): string | null =>
  tag.attributes.get(`data-${name}`) ?? addressOf(tag).searchParams.get(name);

function ofAttributes(tag: Tag, { desks }: Known): Finding[] {
  const { attributes } = tag;
  const desk = toldOf(tag, "desk") ?? "main";
  const language = toldOf(tag, "lang") ?? "";
  const known = LANGUAGES.some((one) => one === language.slice(0, 2).toLowerCase());
  const type = attributes.get("type")?.trim().toLowerCase() ?? "";
  return [
    ...(SCRIPT.test(type) ? [] : [{ code: "held_back", about: type } as const]),
    ...(desks.includes(desk) ? [] : [{ code: "wrong_desk", about: desk } as const]),
    ...(known || !language ? [] : [{ code: "language", about: language } as const]),
  ];
}

function ofVersion(tag: Tag, { loader, integrity }: Known): Finding[] {
  const name = addressOf(tag).pathname.split("/").pop() ?? "";
  const told = tag.attributes.get("integrity");
  const pinned = name !== "embed.js";
  if (told && !tag.attributes.has("crossorigin")) return [{ code: "crossorigin", about: name }];
  if (pinned && name !== loader) return [{ code: "old_version", about: name }];
  if (told && !told.split(/\s+/).includes(integrity)) return [{ code: "integrity", about: name }];
  return told && !pinned ? [{ code: "unpinned", about: name }] : [];
}

function ofPolicies(tag: Tag, page: URL, policies: readonly Policy[], { origin }: Known): Finding[] {
  const address = sourceOf(tag, page.href)?.href ?? origin;
  const barred = policies.some((policy) => {
    const sources = sourcesOf(policy, "script");
    return sources && !scriptMay(sources, tag, address, page.origin);
  });
  const deaf = policies.some((policy) => !may(sourcesOf(policy, "connect"), `${origin}/`, page.origin));
  if (barred) return [{ code: "script_src", about: `script-src ${origin}` }];
  return deaf ? [{ code: "connect_src", about: `connect-src ${origin}` }] : [];
}

const may = (sources: readonly string[] | undefined, address: string, page: string): boolean =>
  sources === undefined || sources.some((source) => covers(source, address, page));

/** By its address, by its nonce, or by its digest; with `strict-dynamic` an address counts for nothing. */
function scriptMay(sources: readonly string[], { attributes }: Tag, address: string, page: string): boolean {
  const nonce = attributes.get("nonce");
  if (nonce && sources.includes(`'nonce-${nonce}'`)) return true;
  const digests = attributes.get("integrity")?.split(/\s+/) ?? [];
  if (digests.length > 0 && digests.every((digest) => sources.includes(`'${digest}'`))) return true;
  return !sources.includes("'strict-dynamic'") && may(sources, address, page);
}

function ofFrames(
  live: readonly Tag[],
  page: URL,
  policies: readonly Policy[],
  { origin }: Known,
  lines: readonly Tag[],
): Finding[] {
  const framed = lines.length === 0 || !lines.every((tag) => toldOf(tag, "window") !== null);
  const barred = policies.some(
    (policy) => !may(sourcesOf(policy, "frame"), `${origin}/widget/`, page.origin),
  );
  return [
    ...(framed && barred ? [{ code: "frame_src", about: `frame-src ${origin}` } as const] : []),
    ...live.filter((tag) => isOurFrame(tag, origin)).flatMap(ofSandbox),
  ];
}

const isOurFrame = ({ name, attributes }: Tag, origin: string): boolean =>
  name === "iframe" && attributes.get("src")?.startsWith(`${origin}/widget/`) === true;

function ofSandbox({ attributes }: Tag): Finding[] {
  const flags = attributes.get("sandbox")?.toLowerCase().split(/\s+/);
  if (!flags) return [];
  if (missing(flags)) return [{ code: "sandboxed", about: missing(flags) }];
  const leads = flags.some((flag) => flag.startsWith("allow-top-navigation"));
  return leads ? [] : [{ code: "exit_sandboxed", about: "allow-top-navigation" }];
}
