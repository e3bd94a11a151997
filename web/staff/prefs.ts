// How this person likes their screen: language, sound, shortcuts. Kept in this browser; nothing of a chat.

import { signal } from "@preact/signals";

export interface Prefs {
  language: string;
  /** The desk somebody works at, where they have several. */
  desk: string;
  sound: boolean;
  notify: boolean;
  shortcuts: boolean;
  side: boolean;
}
const KEY = "hearline.prefs";
const DEFAULTS: Prefs = { language: "", desk: "", sound: true, notify: true, shortcuts: true, side: true };

function stored(): Prefs {
  try {
    return { ...DEFAULTS, ...(JSON.parse(localStorage.getItem(KEY) ?? "{}") as Partial<Prefs>) };
  } catch {
    return DEFAULTS;
  }
}

export const prefs = signal<Prefs>(stored());

export function prefer(change: Partial<Prefs>): void {
  prefs.value = { ...prefs.value, ...change };
  try {
    localStorage.setItem(KEY, JSON.stringify(prefs.value));
  } catch {
    return; // a browser that keeps nothing still works for this visit
  }
}

/** After the browser was asked to forget all of this site. */
export function keepPrefs(): void {
  if (JSON.stringify(prefs.value) !== JSON.stringify(DEFAULTS)) prefer({});
}
