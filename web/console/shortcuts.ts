// Keys: Alt with a letter or an arrow, so that none is typed by accident; all can be switched off. On a Mac, where Alt
// writes, they are Control and Option in a text field.

import { useEffect } from "preact/hooks";
import { composes, fieldOwns, isMac } from "../shared/ui/keys";
import { prefs } from "../staff/prefs";
import { accept, decline } from "./actions";
import { chosen, offers, open, selected } from "./store";

const composer = (): HTMLElement | null =>
  document.querySelector<HTMLElement>(".chat.current textarea") ??
  document.querySelector<HTMLElement>(".chat.current .transcript");

function next(step: number): void {
  const chats = open.value;
  const at = chats.findIndex((one) => one.chat === selected.value?.chat);
  const to = chats[(at + step + chats.length) % chats.length];
  if (to) chosen.value = to.chat;
  queueMicrotask(() => composer()?.focus()); // the next key is for the chat that was chosen
}

const ACTS: Readonly<Record<string, () => void>> = {
  KeyA: () => offers.value[0] && accept(offers.value[0]),
  KeyD: () => offers.value[0] && decline(offers.value[0]),
  KeyW: () => composer()?.focus(),
  KeyT: () => document.querySelector<HTMLElement>(".chat.current .transcript")?.focus(),
  KeyE: () => document.querySelector<HTMLElement>('.chat.current [data-testid="act-end"]')?.click(),
  KeyS: () => document.querySelector<HTMLElement>('[data-testid="status"]')?.click(),
  ArrowDown: () => next(1),
  ArrowUp: () => next(-1),
};
const SHORTCUTS = [
  ["Alt A", "accept"],
  ["Alt D", "decline"],
  ["Alt W", "write"],
  ["Alt T", "transcript"],
  ["Alt ↓ / Alt ↑", "next"],
  ["Alt E", "end"],
  ["Alt S", "status"],
  ["/", "replies"],
  ["Enter", "send"],
  ["Shift Enter", "line"],
] as const;

/** What to press here for what, as this platform writes its keys. */
export const shortcuts = () =>
  SHORTCUTS.map(([keys, name]) => [isMac() ? keys.replaceAll("Alt ", "⌃⌥ ") : keys, name] as const);
/** "" for whoever has switched the keys off. */
export const acceptKeys = (): string => (prefs.value.shortcuts ? (shortcuts()[0]?.[0] ?? "") : "");

/** The letter that is written on the key; its place where the browser tells no letter, as with Option on a Mac. */
const nameOf = ({ key, code }: KeyboardEvent): string =>
  /^[a-z]$/i.test(key) ? `Key${key.toUpperCase()}` : code;

function ours(event: KeyboardEvent): boolean {
  if (!event.altKey || event.metaKey || event.shiftKey || (event.ctrlKey && !isMac())) return false;
  return prefs.value.shortcuts && !composes(event) && !fieldOwns(event);
}

function pressed(event: KeyboardEvent): void {
  if (!ours(event) || document.querySelector("dialog[open]")) return;
  const act = ACTS[nameOf(event)];
  if (!act) return;
  event.preventDefault();
  if (!event.repeat) act();
}

export function useShortcuts(): void {
  useEffect(() => {
    addEventListener("keydown", pressed);
    return () => removeEventListener("keydown", pressed);
  }, []);
}
