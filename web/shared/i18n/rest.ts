// The words that a first look does not need, where a page's build keeps them apart.
import type { Loaders } from ".";

export const REST: Loaders = {
  nl: () => import("../../../locales/nl.json"),
  fr: () => import("../../../locales/fr.json"),
  de: () => import("../../../locales/de.json"),
  en: () => import("../../../locales/en.json"),
};
