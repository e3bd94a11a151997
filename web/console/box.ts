// What this console keeps for its reload: pairs, drafts, notes, forms; in a box whose key the server has for the sign-in.
import { effect } from "@preact/signals";
import { Box, type BoxKey, drawKey, HANDLE_CHARS, openBox } from "../shared/box";
import { type ConsoleKeys, type PackedKeys, unpackKeys } from "../shared/crypto";
import { t } from "../shared/i18n";
import { persist, within } from "../shared/persist";
import { tab } from "../shared/tab";
import { ask } from "../staff/ask";
import { desk, holding } from "../staff/session";
import { say } from "../staff/ui/toasts";
import { answersOf, begun, restoreForms } from "./forms";
import type { Answers } from "./state/form";
import { drafts, notes, resumed } from "./store";

interface Kept {
  pairs: Record<string, PackedKeys>;
  drafts: Record<string, string>;
  notes: Record<string, string>;
  answers: Record<string, Answers>;
  begun: readonly string[];
}

/** One for each desk, for somebody may have a tab at each; the next tab at a desk finds it too. */
export const PLACE = "hearline.box.";
const PATIENCE_MS = 20_000;

const pairs = new Map<string, ConsoleKeys>();
let held: Box | null = null;
let opening: Promise<BoxKey> | null = null;
/** Rises when everything is forgotten: what was being opened then is for nobody. */
let turn = 0;
let found: string[] = [];

/** Opens what this browser holds, once, and keeps everything from then on; resolves to what the server shall keep. */
export function kept(): Promise<BoxKey> {
  opening ??= begin(PLACE + desk.value, turn);
  return opening;
}

export async function pairOf(chat: string): Promise<ConsoleKeys | undefined> {
  if (!pairs.has(chat)) await kept();
  return pairs.get(chat);
}

/** Resolves when it lies in the box: nobody hears of a pair before that, for a reload would lose it. */
export async function keepPair(chat: string, keys: ConsoleKeys): Promise<void> {
  pairs.set(chat, keys);
  await held?.seal();
}

export function dropPair(chat: string): void {
  pairs.delete(chat);
  held?.ask();
}

/** The chats of which something was found here, told once: the desk may no longer know them. */
export function takeFound(): readonly string[] {
  const told = found;
  found = [];
  return told;
}

/** Keeps what is written and filled in as it changes. */
export function followWriting(): void {
  effect(() => {
    for (const one of [drafts, notes, answersOf, begun]) void one.value;
    held?.ask();
  });
}

/** What is here lies in the box, whatever became of it meanwhile. */
export const keepAgain = (): void => held?.ask();

/** Writes nothing more: another tab has taken over, and keeps it from here on. */
export function leaveToAnother(): void {
  held = null;
}

/** Nothing of this page stays, in memory or on the disk; `all`: of no other desk either. What lies in its place by now
 * may be of who signed in since, in another tab. */
export function forgetBox(all = false): void {
  const mine = held?.key.handle;
  turn += 1;
  pairs.clear();
  [held, opening, found] = [null, null, []];
  for (const place of places()) if (all || (mine && read(place).startsWith(mine))) write(place, "");
}

async function begin(place: string, mine: number): Promise<BoxKey> {
  const text = read(place);
  const key = text ? await reopened(text, mine) : null;
  // once the sign-in has run out, what lies there may be of who signed in since, in another tab
  const next = new Box(key ?? drawKey(), packed, (by, sealed) => {
    if (by === held && !holding.value) write(place, empty() ? "" : sealed);
  });
  if (mine !== turn) return next.key;
  held = next;
  held.ask();
  return next.key;
}

/** Null when it does not open: the sign-in that left it is over, its key was lost, or nobody was reached in time. */
async function reopened(text: string, mine: number): Promise<BoxKey | null> {
  const handle = text.slice(0, HANDLE_CHARS);
  try {
    const asked = () => ask("post /api/staff/box", { body: { handle } });
    const { key } = await persist(asked, within(PATIENCE_MS));
    await take(await openBox<Kept>({ handle, key }, text), mine);
    return { handle, key };
  } catch {
    if (resumed) say(t("console.box.shut"), "bad");
    return null;
  }
}

/** What was written since stays. */
async function take(box: Kept, mine: number): Promise<void> {
  const opened = await Promise.all(
    Object.entries(box.pairs).map(async ([chat, pair]) => [chat, await unpackKeys(pair)] as const),
  );
  if (mine !== turn) return;
  for (const [chat, keys] of opened) if (!pairs.has(chat)) pairs.set(chat, keys);
  drafts.value = { ...box.drafts, ...drafts.value };
  notes.value = { ...box.notes, ...notes.value };
  restoreForms(box.answers, box.begun);
  found = [box.pairs, box.drafts, box.notes, box.answers].flatMap(Object.keys);
}

const written = (texts: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== ""));

const packed = (): Kept => ({
  pairs: Object.fromEntries([...pairs].map(([chat, keys]) => [chat, keys.packed])),
  drafts: written(drafts.value),
  notes: written(notes.value),
  answers: { ...answersOf.value },
  begun: begun.value,
});

const empty = (): boolean => Object.values(packed()).every((one) => Object.keys(one).length === 0);

// A browser that keeps nothing still works for this visit.

function read(place: string): string {
  try {
    return localStorage.getItem(place) ?? "";
  } catch {
    return "";
  }
}

function write(place: string, text: string): void {
  try {
    if (text) localStorage.setItem(place, text);
    else localStorage.removeItem(place);
  } catch {
    return;
  }
}

function places(): string[] {
  try {
    return Object.keys(localStorage).filter((name) => name.startsWith(PLACE));
  } catch {
    return [];
  }
}

/** What earlier versions kept, which lay readable on the disk. */
export function dropFormer(): void {
  try {
    tab.remove("hearline.drafts");
    indexedDB.deleteDatabase("hearline-keys-2");
  } catch {
    return;
  }
}
