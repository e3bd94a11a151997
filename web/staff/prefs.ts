// How this person likes their screen: language, sound, shortcuts. Kept in this browser for all its tabs, but for the desk that
// one of them is at; nothing of a chat.

import { signal } from "@preact/signals";
import { tab } from "../shared/tab";

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
/** The desk of this tab, once another has chosen another. */
const DESK = "hearline.desk";
const DEFAULTS: Prefs = { language: "", desk: "", sound: true, notify: true, shortcuts: true, side: true };

function stored(): Prefs {
  try {
    return { ...DEFAULTS, ...(JSON.parse(localStorage.getItem(KEY) ?? "{}") as Partial<Prefs>) };
  } catch {
    return DEFAULTS;
  }
}

const own = tab.get(DESK);
export const prefs = signal<Prefs>({ ...stored(), ...(own !== null && { desk: own }) });

function keep(all: Prefs): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(all));
  } catch {
    return; // a browser that keeps nothing still works for this visit
  }
}

export function prefer(change: Partial<Prefs>): void {
  prefs.value = { ...prefs.value, ...change };
  if (change.desk !== undefined) tab.remove(DESK);
  keep({ ...prefs.value, desk: change.desk ?? stored().desk });
}

/** For the page that comes next in this tab: this one stays at its desk. */
export function moveTo(desk: string): void {
  tab.remove(DESK);
  keep({ ...prefs.value, desk });
}

addEventListener("storage", ({ key }) => {
  if (key !== KEY) return;
  const [now, { desk }] = [stored(), prefs.value];
  if (now.desk !== desk) tab.set(DESK, desk);
  prefs.value = { ...now, desk };
});

/** After the browser was asked to forget all of this site. */
export function keepPrefs(): void {
  if (JSON.stringify(prefs.value) !== JSON.stringify(DEFAULTS)) prefer(prefs.value);
}
