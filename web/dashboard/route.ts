// Which page is shown: kept in the address after the #, so that back, reload and bookmarks work.

import { signal } from "@preact/signals";

export const PAGES = [
  "live",
  "reports",
  "profile",
  "hours",
  "replies",
  "resources",
  "site",
  "accounts",
  "audit",
] as const;
export type Page = (typeof PAGES)[number];

const named = (): Page => PAGES.find((page) => page === location.hash.slice(2).split("?")[0]) ?? "live";
export const page = signal<Page>(named());
addEventListener("hashchange", () => {
  page.value = named();
});

export const address = (to: Page): string => `#/${to}`;
