// The form of each chat: its definition, what is being filled in, and storing it.
import { signal } from "@preact/signals";
import { codeOf } from "../shared/ask";
import type { FormDefinition } from "../shared/http";
import { t } from "../shared/i18n";
import { Spaced } from "../shared/spaced";
import { ask } from "../staff/ask";
import { desk } from "../staff/session";
import { say } from "../staff/ui/toasts";
import { errorWords } from "../staff/ui/words";
import { untilThere } from "../staff/until-there";
import { type Answers, clean, fitting, missing } from "./state/form";

const EVERY_MS = 2_000;

export const definition = signal<FormDefinition | null>(null);
/** What is being filled in, by chat: it outlives a switch to another chat. */
export const answersOf = signal<Readonly<Record<string, Answers>>>({});
/** Chats whose answers are not stored as they stand. */
export const begun = signal<readonly string[]>([]);
const storing = new Spaced(() => void storeOpen(), EVERY_MS);

/** It could not be had yet. */
export const late = signal(false);

const asked = (path: { desk: string }): Promise<FormDefinition> =>
  ask("get /api/staff/desks/{desk}/form", { path });

/** For a chat that is wrapped up: as soon as it can be had, as long as it is `wanted`. */
export async function awaitForm(wanted: () => boolean): Promise<void> {
  if (definition.value) return;
  late.value = false;
  const path = { desk: desk.value };
  const found = await untilThere(
    () => asked(path),
    () => wanted() && path.desk === desk.value,
    () => (late.value = true),
  );
  if (!found) return;
  late.value = false;
  definition.value ??= found;
}

export async function loadForm(anew = false): Promise<void> {
  const here = desk.value;
  const found = (!anew && definition.value) || (await asked({ desk: here }).catch(() => null));
  if (here === desk.value) definition.value = found ?? definition.value;
}

export function answer(chat: string, change: Answers): void {
  answersOf.value = { ...answersOf.value, [chat]: { ...answersOf.value[chat], ...change } };
  if (!begun.value.includes(chat)) begun.value = [...begun.value, chat];
  storing.ask();
}

/** Names of fields that still need an answer; one without a name when the server took it not. Empty when stored. */
export async function store(chat: string, anew = false): Promise<readonly string[]> {
  await loadForm(anew); // a fast hand is there before the form is
  const form = definition.value;
  if (!form) return [];
  const answers = answersOf.value[chat] ?? {};
  const fits = fitting(form.fields, answers);
  const wanted = missing(form.fields, fits);
  if (wanted.length > 0) return wanted;
  try {
    const body = { desk: desk.value, version: form.version, answers: clean(form.fields, fits) };
    await ask("post /api/staff/chats/{chat}/form", { path: { chat }, body });
    if (answersOf.value[chat] === answers || !answersOf.value[chat]) leaveOpen(chat);
    return [];
  } catch (thrown) {
    if (!anew && codeOf(thrown) === "unknown_form") return store(chat, true); // there is a newer one
    say(errorWords(codeOf(thrown)), "bad");
    return [""];
  }
}

/** A form that is whole is stored as it is filled in: time may run out before anybody presses the button. */
async function storeOpen(): Promise<void> {
  const form = definition.value;
  const whole = begun.value.filter((chat) => {
    const fits = form && fitting(form.fields, answersOf.value[chat] ?? {});
    return fits && missing(form.fields, fits).length === 0;
  });
  for (const chat of whole) await store(chat);
}

export function forgetForm(chat: string): void {
  answersOf.value = Object.fromEntries(Object.entries(answersOf.value).filter(([id]) => id !== chat));
  leaveOpen(chat);
}

/** Nobody means to store this form any more. */
export function leaveOpen(chat: string): void {
  begun.value = begun.value.filter((one) => one !== chat);
}

/** The chat is closed: a form that was begun and is not stored is lost, and that is said. */
export function dropForm(chat: string): void {
  if (begun.value.includes(chat)) say(t("console.wrap.dropped"), "bad");
  forgetForm(chat);
}

/** The form itself is of the desk of who was here. */
export function forgetForms(): void {
  definition.value = null;
  late.value = false;
  answersOf.value = {};
  begun.value = [];
}

/** What was filled in before this page was loaded; what was since stays. */
export function restoreForms(answers: Readonly<Record<string, Answers>>, unstored: readonly string[]): void {
  answersOf.value = { ...answers, ...answersOf.value };
  begun.value = [...new Set([...begun.value, ...unstored])];
  storeAgain();
}

/** What could not be stored meanwhile. */
export const storeAgain = (): void => storing.ask();
