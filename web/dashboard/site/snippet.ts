// The line that a webmaster puts into a page, and what the page's policy must allow for it. Pure.
import type { Lang } from "../../shared/i18n";

export interface Wishes {
  desk: string;
  /** "" follows the page's own language. */
  language: Lang | "";
  left: boolean;
  label: string;
  ownWindow: boolean;
  /** The loader under the name that never changes, with its digest. */
  pinned: boolean;
}

export interface House {
  origin: string;
  loader: string;
  integrity: string;
}

const escaped = (text: string): string => text.replace(/[&"<>]/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** Attributes of the tag, by name; "" for one that stands alone. */
export function attributes(house: House, wishes: Wishes): [name: string, value: string][] {
  const { desk, language, left, label, ownWindow, pinned } = wishes;
  const all: [string, string | false][] = [
    ["src", `${house.origin}/${pinned ? house.loader : "embed.js"}`],
    ["integrity", pinned && house.integrity],
    ["crossorigin", pinned && ""],
    ["data-desk", desk],
    ["data-lang", language || false],
    ["data-position", left && "left"],
    ["data-label", label.trim() || false],
    ["data-window", ownWindow && ""],
    ["async", ""],
  ];
  return all.filter((one): one is [string, string] => one[1] !== false);
}

/** Both lines; `link`: the words for whoever has no JavaScript. */
export function snippet(house: House, wishes: Wishes, link: string): string {
  const written = attributes(house, wishes).map(([name, value]) =>
    value ? `${name}="${escaped(value)}"` : name,
  );
  const language = wishes.language ? `?lang=${wishes.language}` : "";
  const address = escaped(`${house.origin}/widget/${wishes.desk}${language}`);
  return [
    `<script ${written.join(" ")}></script>`,
    `<noscript><a href="${address}">${escaped(link)}</a></noscript>`,
  ].join("\n");
}

/** What a Content-Security-Policy of the page needs; with `connect-src` the button says beforehand when it is closed. */
export function policyLines({ origin }: House, { ownWindow }: Wishes): string[] {
  return [`script-src ${origin}`, ...(ownWindow ? [] : [`frame-src ${origin}`]), `connect-src ${origin}`];
}
