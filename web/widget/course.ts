// From the door to the end: join, talk, stop, and what is asked afterwards.
import { lang } from "../shared/i18n";
import { persist } from "../shared/persist";
import type { Wish, WishRefused } from "../shared/protocol";
import { renewOnce } from "../shared/ui/renew";
import { deskName, receipt } from "./api";
import { Conversation } from "./conversation";
import { api, loadResources, look, show } from "./door";
import { hasLeft } from "./exit";
import { tellUnread } from "./host";
import { fetchAhead } from "./parts";
import { forgetChat, type Held, save } from "./storage";
import * as store from "./store";
import { newToken, wishFor, work } from "./wish";

/** The chat begins with its connection: what comes of the wish is said there. */
export async function join(): Promise<void> {
  store.wished.value ||= newToken();
  await begin({ chat: "", token: store.wished.value, ticket: "" }, wishFor(deskName));
}

/** Goes on with a chat that is kept already: a screen that does not come loses nothing. */
export async function resume(held: Held): Promise<void> {
  await show("talk");
  if (store.screen.value === "talk") await begin(held);
}

/** Whoever left meanwhile begins nothing. */
async function begin(held: Held, wish?: Wish): Promise<void> {
  if (hasLeft()) return;
  const ends = { over, cut, heard: tellUnread, joined, refused, work };
  const talk = new Conversation(held, store.profile.value.nickname, ends, wish);
  store.talk.value = talk;
  talk.start();
  fetchAhead("ended");
  await loadResources();
}

const over = (why: string): void => void ended(why);

function joined(pass: string): void {
  store.wished.value = "";
  store.joining.value = false;
  save({ profile: store.profile.value, ...(pass ? { pass } : {}) });
  void show("talk");
}

function cut(why: string): void {
  if (why === "outdated" && renewOnce()) return;
  store.joining.value = false;
  void show("trouble", why);
}

function refused({ code, retry_s = 0 }: WishRefused): void {
  store.talk.value?.destroy();
  store.talk.value = null;
  store.joining.value = false;
  if (retry_s === 0) store.wished.value = "";
  if (code === "closing" || code === "closed") void lookAgain();
  else if (code === "full" || code === "too_many") void show("full", code);
  else void show("trouble", code);
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
