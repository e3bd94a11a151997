// Keys: Alt with a letter or digit, so that none is typed by accident; all can be switched off.

import { useEffect } from "preact/hooks";
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
  requestAnimationFrame(() => composer()?.focus());
}

/** The acts by the key's place on the keyboard, the same in every layout. */
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
export const SHORTCUTS = [
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

function pressed(event: KeyboardEvent): void {
  if (!prefs.value.shortcuts || !event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (document.querySelector("dialog[open]")) return;
  const act = ACTS[event.code];
  if (!act) return;
  event.preventDefault();
  act();
}

export function useShortcuts(): void {
  useEffect(() => {
    addEventListener("keydown", pressed);
    return () => removeEventListener("keydown", pressed);
  }, []);
}
