// What is inside an entry once it is opened: strict shapes for each kind, cleaned of what cannot be seen. Pure.
// The same in Python (chat/protocol/payloads.py); both are held to tests/vectors/payloads.json.
import { clean, cleanLine, cleanName } from "./clean-text";
import { mayWrite } from "./client/senders";
import { lengthOf } from "./length";
import { MAX_NOTE, MAX_TEXT } from "./limits";
import type { EntryKind, Who } from "./protocol";

const MAX_NAME = 200;
export const MAX_ANSWERS = 4;
export const MAX_ANSWER = 60;
const CARD = /^[A-Za-z0-9_-]{0,64}$/;

/** What travels inside an entry; the server never sees it. */
export interface Payload {
  text?: string;
  name?: string;
  card?: string;
  answers?: string[];
  note?: string;
  /** The teen's answer about earlier words, as the log has it; never inside a sealed entry. */
  shared?: boolean;
  /** Opened, and not what such an entry may hold: shown as unreadable, and the rest goes on. */
  unreadable?: true;
}

export const UNREADABLE: Payload = { unreadable: true };

type Fields = Readonly<Record<string, (value: unknown) => boolean>>;

const within =
  (least: number, most: number) =>
  (value: unknown): boolean =>
    typeof value === "string" && lengthOf(value) >= least && lengthOf(value) <= most;

const SHAPES: Readonly<Partial<Record<EntryKind, Fields>>> = {
  text: {
    text: within(0, MAX_TEXT),
    name: within(0, MAX_NAME),
    card: (value) => typeof value === "string" && CARD.test(value),
    answers: (value) =>
      Array.isArray(value) && value.length <= MAX_ANSWERS && value.every(within(1, MAX_ANSWER)),
  },
  note: { note: within(1, MAX_NOTE) },
};

function parsed(text: string): Record<string, unknown> | null {
  try {
    const found: unknown = JSON.parse(text);
    return typeof found === "object" && found !== null && !Array.isArray(found)
      ? (found as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}

function fits(found: Record<string, unknown>, shape: Fields): boolean {
  const names = Object.keys(found);
  return names.every((name) => Object.keys(shape).includes(name) && shape[name]?.(found[name]));
}

function cleaned({ text, name, card, answers, note }: Payload): Payload {
  const all = {
    text: text && clean(text),
    name: name && cleanName(name),
    card,
    answers: answers?.map(cleanLine).filter(Boolean),
    note: note && clean(note),
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value?.length)) as Payload;
}

/** The fields that are there, cleaned; UNREADABLE for what this writer may not put into this kind of entry. */
export function readPayload(kind: EntryKind, who: Who, text: string): Payload {
  const shape = mayWrite({ who, kind }) ? SHAPES[kind] : undefined;
  const found = shape ? parsed(text) : null;
  if (!shape || !found || !fits(found, shape)) return UNREADABLE;
  const payload = cleaned(found);
  if (who === "teen" && (payload.card || payload.answers)) return UNREADABLE;
  return payload.text || payload.card || payload.note || payload.name ? payload : UNREADABLE;
}
