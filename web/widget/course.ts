// From the door to the end: join, talk, stop, and what is asked afterwards.
import { ApiError } from "../shared/ask";
import type { Joined } from "../shared/http";
import { lang } from "../shared/i18n";
import { persist } from "../shared/persist";
import { endByBeacon, receipt } from "./api";
import { Conversation } from "./conversation";
import { api, loadResources, look, show } from "./door";
import { hasLeft } from "./exit";
import { tellUnread } from "./host";
import { fetchAhead } from "./parts";
import { forgetChat, type Held, save } from "./storage";
import * as store from "./store";
import { Wishes } from "./wish";

const wishes = new Wishes(api);

/** Begins with the work that a busy desk asks for. */
export const prepare = (): void => wishes.prepare();

export async function join(): Promise<void> {
  try {
    await entered(await wishes.grant());
  } catch (problem) {
    await refused(problem);
  }
}

/** Whoever left meanwhile is said goodbye for, and finds nothing kept. */
async function entered({ pass, ...held }: Joined): Promise<void> {
  if (hasLeft()) return endByBeacon(held);
  save({ held, profile: store.profile.value, ...(pass ? { pass } : {}) });
  await resume(held);
}

/** Goes on with a chat that is kept already: a screen that does not come loses nothing. */
export async function resume(held: Held): Promise<void> {
  const talk = new Conversation(held, store.profile.value.nickname, {
    over: (why) => void ended(why),
    cut: (why) => void show("trouble", why),
    heard: tellUnread,
  });
  store.talk.value = talk;
  await show("talk");
  if (hasLeft() || store.screen.value !== "talk") return;
  talk.start();
  fetchAhead("ended");
  void loadResources();
}

async function refused(problem: unknown): Promise<void> {
  const code = problem instanceof ApiError ? problem.code : "offline";
  if (code.startsWith("chat_")) wishes.forget();
  if (code === "closing" || code === "closed") await lookAgain();
  else if (code === "full" || code === "too_many") await show("full", code);
  else await show("trouble", code);
}

/** Refused at the door: it may have closed, or closes before we would be served. */
async function lookAgain(): Promise<void> {
  await look();
  if (store.screen.value === "welcome") await show("full", "turned_away");
}

async function ended(why: string): Promise<void> {
  void askReceipt();
  store.talk.value?.destroy();
  store.asksLeave.value = false;
  store.stopping.value = false;
  forgetChat();
  store.draft.value = "";
  await show(why === "turned_away" ? "full" : "ended", why);
}

/** The row as it stands: asked for while the chat is still known, kept when it no longer is. */
async function askReceipt(): Promise<void> {
  const credentials = store.talk.value?.credentials;
  const found = credentials && (await receipt(credentials).catch(() => null));
  store.receipt.value = found ?? store.receipt.value;
}

/** The teen stops: nothing more is written, then the receipt, which the end takes away, then the end. */
export async function leave(): Promise<void> {
  store.stopping.value = true;
  await askReceipt();
  store.talk.value?.leave();
}

/** Until they are there: with the same `id` they count once. */
export const answer = (id: string, answers: Record<string, string>): Promise<unknown> =>
  persist(() => api.survey({ ...answers, id, language: lang.value }));
