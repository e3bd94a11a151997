// The form's definition, fetched once, and storing what was answered.

import { signal } from "@preact/signals";
import { get, post } from "../staff/http";
import { desk } from "../staff/session";
import type { Answers, FormDefinition } from "./state/form";

export const definition = signal<FormDefinition | null>(null);
/** What is being filled in, by chat: it outlives a switch to another chat. */
export const answersOf = signal<Readonly<Record<string, Answers>>>({});

export async function loadForm(): Promise<void> {
  definition.value ??= await get<FormDefinition>(`/api/staff/desks/${desk.value}/form`).catch(() => null);
}

export const storeForm = (
  chat: string,
  version: FormDefinition["version"],
  answers: Answers,
): Promise<null> => post(`/api/staff/chats/${chat}/form`, { desk: desk.value, version, answers });

export function answer(chat: string, change: Answers): void {
  answersOf.value = { ...answersOf.value, [chat]: { ...answersOf.value[chat], ...change } };
}

export function forgetForm(chat: string): void {
  answersOf.value = Object.fromEntries(Object.entries(answersOf.value).filter(([id]) => id !== chat));
}
