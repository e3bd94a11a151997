// The console's state as signals: what the desk says, what each chat's log holds, and what this page is doing.

import { computed, signal } from "@preact/signals";
import { tab } from "../shared/tab";
import { now } from "../staff/clock";
import { numbered, writable } from "./state/chats";
import { dismiss } from "./state/desk";
import { type Chat, type Desk, EMPTY, find } from "./state/model";
import { begun, type Silence } from "./state/quiet";
import { type LogView, NO_LOG, unreadAfter, unsent } from "./state/transcript";

export type Link =
  | { state: "off" | "connecting" | "online" | "elsewhere" | "signed_out" }
  | { state: "refused"; reason: string }
  /** Also while it tries again: from the loss until it is back. `until`: the next attempt, 0 during one. */
  | { state: "waiting"; until: number };

/** Kept for this tab only: a reload goes on working, a new tab asks for the click again. */
export const SHIFT = "hearline.shift";
/** This page was loaded in the middle of a shift. */
export const resumed = tab.get(SHIFT) === "on";
export const working = signal(resumed);

export const desk = signal<Desk>(EMPTY);
export const logs = signal<Readonly<Record<string, LogView>>>({});
export const link = signal<Link>({ state: "off" });
export const chosen = signal("");
export const drafts = signal<Readonly<Record<string, string>>>({});
/** For who takes a chat over: what is being written of it. */
export const notes = signal<Readonly<Record<string, string>>>({});
/** Up to which place of its log each chat was on screen while this page was looked at. */
export const read = signal<Readonly<Record<string, number>>>({});

/** How each chat is silent, as far as it is seen from here. */
export const silences = signal<Readonly<Record<string, Silence>>>({});

/** Whether somebody looks at this page now. */
export const looking = signal(!document.hidden && document.hasFocus());
for (const event of ["focus", "blur", "visibilitychange"] as const)
  addEventListener(event, () => {
    looking.value = !document.hidden && document.hasFocus();
  });

export const offers = computed(() => desk.value.chats.filter((one) => one.state === "offered" && !one.gone));
export const open = computed(() => desk.value.chats.filter((one) => one.state !== "offered"));
let numbers: ReadonlyMap<string, number> = new Map();
const numbersNow = computed(() => {
  numbers = numbered(
    open.value.map(({ chat }) => chat),
    numbers,
  );
  return numbers;
});
/** By which a chat without a name is called, from its coming to its going. */
export const numberOf = (chat: string): number => numbersNow.value.get(chat) ?? 0;
export const selected = computed(() => find(desk.value, chosen.value) ?? open.value[0]);
export const online = computed(() => link.value.state === "online");
/** This page will not connect again by itself: nothing written here leaves. */
const FINAL: readonly Link["state"][] = ["elsewhere", "refused", "signed_out"];
export const stuck = computed(() => FINAL.includes(link.value.state));

export const logOf = (chat: string): LogView => logs.value[chat] ?? NO_LOG;
export const unread = (chat: string): number =>
  unreadAfter(logOf(chat), read.value[chat] ?? 0, find(desk.value, chat)?.role ?? "counsellor");
export const noteOf = (chat: string): string => notes.value[chat] ?? "";
export const draftOf = (chat: string): string => drafts.value[chat] ?? "";

/** Words that this page alone holds: the browser asks before it goes. */
addEventListener("beforeunload", (event) => {
  if (desk.value.chats.some((one) => writable(one) && unsent(logOf(one.chat)))) event.preventDefault();
});

export function silence(chat: string, change: (held: Silence) => Silence): void {
  const held = silences.value[chat] ?? begun(performance.now());
  const next = change(held);
  if (next !== silences.value[chat]) silences.value = { ...silences.value, [chat]: next };
}

export function draft(chat: string, text: string): void {
  drafts.value = { ...drafts.value, [chat]: text };
}

export function note(chat: string, text: string): void {
  notes.value = { ...notes.value, [chat]: text };
}

export function markRead(chat: string): void {
  const { entries } = logOf(chat);
  const last = entries[entries.length - 1]?.seq ?? 0;
  if ((read.value[chat] ?? 0) < last) read.value = { ...read.value, [chat]: last };
}

/** Milliseconds until an offer or a wrap-up runs out; null when nothing does. */
export const leftOf = (chat: Chat): number | null =>
  chat.deadline === null ? null : Math.max(0, chat.deadline - now.value);

/** Forget a chat that has left: its words go with it. */
export function forget(chat: string): void {
  desk.value = dismiss(desk.value, chat);
  const without = <T>(held: Readonly<Record<string, T>>) =>
    Object.fromEntries(Object.entries(held).filter(([id]) => id !== chat));
  logs.value = without(logs.value);
  drafts.value = without(drafts.value);
  notes.value = without(notes.value);
  read.value = without(read.value);
  silences.value = without(silences.value);
}

export function forgetAll(): void {
  working.value = false;
  desk.value = EMPTY;
  logs.value = {};
  drafts.value = {};
  notes.value = {};
  read.value = {};
  silences.value = {};
  chosen.value = "";
}
