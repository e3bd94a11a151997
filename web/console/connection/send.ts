// What a counsellor writes, and the sign that they are writing.
import { steady } from "../../shared/client/clock";
import { newId, type Payload } from "../../shared/crypto";
import type { EntryKind } from "../../shared/protocol";
import type { Chat } from "../state/model";
import { engine } from "./engine";

const write = (chat: Chat, kind: EntryKind, payload: Payload): void =>
  engine()?.write(chat.chat, kind, payload, newId());

export const sendText = (chat: Chat, text: string, answers: readonly string[] = []): void =>
  write(chat, "text", answers.length > 0 ? { text, answers: [...answers] } : { text });
export const sendCard = (chat: Chat, card: string): void => write(chat, "text", { card });

/** Words that failed are tried once more. */
export function sendAgain(chat: string, cid: string): void {
  const held = engine();
  held?.driver.run(held.core.again(chat, cid, steady()));
}

export function typing(chat: string, on: boolean): void {
  const held = engine();
  held?.driver.run(on ? held.core.typed(chat, steady()) : held.core.untyped(chat));
}
