// From Start to the end: join, talk, stop, and what is asked afterwards.
import { effect, signal } from "@preact/signals-core";
import { codeOf } from "../shared/ask";
import { cleanName } from "../shared/clean-text";
import { steady } from "../shared/client/clock";
import { lang } from "../shared/i18n";
import { persist } from "../shared/persist";
import type { Wish, WishRefused } from "../shared/protocol";
import { OLD_PAGE, renewOnce } from "../shared/ui/renew";
import { deskName } from "./api";
import { reopen } from "./box";
import { boxKeyOf, comeBack as comeBackWith, receipt, survey } from "./chat-api";
import { timesOf } from "./chat-clock";
import { Conversation } from "./conversation";
import { buzzes, mark, turn } from "./discreet";
import { asksElsewhere } from "./elsewhere";
import { hasLeft } from "./exit";
import { loadResources, look, show } from "./first-look";
import { keepFocus } from "./kept-focus";
import { staysAboveKeyboard } from "./keyboard";
import { fetchLater, work } from "./later";
import { goOver } from "./neighbour";
import { fetchAhead, fetchPart } from "./parts";
import { watchPlace } from "./place";
import { forgetChat, type Happening, type Held, load, save, survivesReload } from "./storage";
import * as store from "./store";
import { tellUnread } from "./unread";
import { newToken, wishFor } from "./wish";

/** So long a wish looks for its server before the teen is told. */
const PATIENCE_MS = 8_000;

/** What was being written when the chat ended; here until the next one. */
export const unsent = signal("");
/** The token of a chat in which they were asked whether they are there and did not answer: that ends it. */
let wentQuiet = "";

/** Of the chat that is here, as long as this page has it. */
const token = (): string | undefined => store.talk.value?.credentials.token;

/** A frame that may keep nothing loses its chat with its page: the browser asks before it goes. */
addEventListener("beforeunload", (event) => {
  if (store.screen.value === "talk" && !survivesReload() && !hasLeft()) event.preventDefault();
});

staysAboveKeyboard();
keepFocus();
// with this file, which comes with the first screen: from Start on no file is asked for
fetchLater();

/** The chat begins with its connection: what comes of the wish is said there. */
export async function join(): Promise<void> {
  store.wished.value ||= newToken();
  await begin({ chat: "", token: store.wished.value, ticket: "" }, wishFor(deskName));
}

/** Goes on with a chat that is kept already: a screen that does not come loses nothing. */
export async function resume(): Promise<void> {
  const held = load().held ?? (await unbox());
  if (!held || hasLeft()) return;
  await show("talk");
  if (store.screen.value === "talk") await begin(held);
}

/** One for all tries, so that a code whose answer was lost is asked for again by the same page. */
let returning = "";

/** By a return code: the place comes here, under keys of its own. Gives why it did not, "" when it did. */
export async function comeBack(code: string): Promise<string> {
  returning ||= newToken();
  try {
    const { begun, ...given } = await comeBackWith(code, returning);
    const happenings: Happening[] = begun ? [{ after: 0, code: "returned", name: "" }] : [];
    const held = { ...given, token: returning, happenings };
    returning = "";
    save({ profile: store.profile.value });
    await show("talk");
    await begin(held);
    return "";
  } catch (problem) {
    return problem instanceof Error ? codeOf(problem) : "offline";
  }
}

let unboxing: Promise<Held | undefined> | null = null;

/** However often somebody presses, it is asked for once, until there is an answer. */
function unbox(): Promise<Held | undefined> {
  unboxing ??= opened().finally(() => {
    unboxing = null;
  });
  return unboxing;
}

/** What this tab kept of its chat. When its key is gone, so is the chat here, and why is said. */
async function opened(): Promise<Held | undefined> {
  let why = "";
  try {
    const {
      draft = "",
      profile,
      held,
      desk = deskName,
      ...kept
    } = await persist(() => reopen(boxKeyOf), unreached);
    if (desk !== deskName) {
      goOver(desk);
      return undefined;
    }
    buzzes.value = kept.buzzes ?? false;
    if (kept.unread) tellUnread(kept.unread);
    store.draft.value = draft;
    if (profile) store.profile.value = profile;
    if (held) return held;
  } catch (problem) {
    why = codeOf(problem); // what cannot be opened now never can be
  }
  if (hasLeft()) return undefined;
  if (why === "moved") await leftForAnother();
  else {
    forgetChat();
    await show("trouble", "bad_token");
  }
  return undefined;
}

async function unreached(ms: number): Promise<void> {
  if (!hasLeft()) void show("trouble", "offline");
  await new Promise((done) => setTimeout(done, ms));
}

/** Whoever left meanwhile begins nothing. */
async function begin(held: Held, wish?: Wish): Promise<void> {
  if (hasLeft()) return;
  store.talk.value?.destroy();
  store.asksLeave.value = asksElsewhere.value = false; // of the chat before
  const ends = { over, cut, heard, joined, refused, work: worked, times, quiet };
  const talk = new Conversation(held, cleanName(store.profile.value.nickname), ends, wish);
  store.talk.value = talk;
  if (wish) watch(talk);
  follow(talk, !wish);
  talk.start();
  fetchAhead("ended");
  await loadResources();
}

/** A silence that ended the chat is told as such, not as a wish to stop. */
const over = (why: string): void => void ended(why === "left" && wentQuiet === token() ? "quiet" : why);

const times = () => timesOf(store.availability.value);

function quiet(): void {
  wentQuiet = token() ?? "";
  void leave();
}

function heard(): void {
  tellUnread();
  mark();
}

let unfollow = (): void => undefined;

/** While they wait: whether their place was kept, and that it is their turn. */
function follow(talk: Conversation, reloaded: boolean): void {
  unfollow();
  const away = watchPlace(talk, reloaded);
  let before = "";
  const stop = effect(() => {
    const now = talk.state.value?.state ?? "";
    if (now === "active" && before && before !== now) {
      tellUnread();
      turn();
    }
    before = now;
  });
  unfollow = () => {
    away();
    stop();
  };
}

/** A wish that finds no way to the server is given up and said, to be asked again on the same token. */
function watch(talk: Conversation): void {
  const since = steady();
  const stop = effect(() => {
    const away = talk.link.value;
    if (store.talk.value !== talk || !store.wished.value) return stop();
    const long = away === "waiting" && steady() - since > PATIENCE_MS;
    if (away === "offline" || long) queueMicrotask(() => giveUp("offline"));
  });
}

/** Joining until the screen has come: who exits before leaves a chat that has begun. */
async function joined(pass: string): Promise<void> {
  store.wished.value = "";
  save({ profile: store.profile.value, desk: deskName, ...(pass ? { pass } : {}) });
  await fetchPart("talk").catch(() => undefined);
  if (!store.joining.value) return;
  await show("talk");
  store.joining.value = false;
}

function cut(why: string): void {
  if (OLD_PAGE.has(why) && renewOnce()) return;
  unfollow();
  store.joining.value = false;
  // what a fresh page says badly, too, is no chat that can be found again
  void show("trouble", why === "bad_hello" ? "bad_token" : why);
}

/** Nothing of the wish goes on here. */
function unwish(): void {
  unfollow();
  store.talk.value?.destroy();
  store.talk.value = null;
  store.joining.value = false;
}

function giveUp(why: string): void {
  unwish();
  void show("trouble", why);
}

const worked: typeof work = (challenge) =>
  work(challenge).catch((problem) => {
    giveUp(store.PART);
    throw problem;
  });

function refused({ code, retry_s = 0 }: WishRefused): void {
  unwish();
  if (retry_s === 0) store.wished.value = "";
  if (code === "closing" || code === "closed") void lookAgain();
  else if (code === "full" || code === "too_many") void show("full", code);
  else void show("trouble", code);
}

/** Refused before it began: the desk may have closed, or closes before we would be served. */
async function lookAgain(): Promise<void> {
  await look();
  if (store.screen.value === "welcome") await show("full", "turned_away");
}

/** It goes on at another device: nothing of it stays here. */
async function leftForAnother(): Promise<void> {
  unfollow();
  store.talk.value?.destroy();
  store.talk.value = null;
  store.profile.value = { nickname: "", topic: "", age: "" };
  forgetChat();
  unsent.value = "";
  store.draft.value = "";
  await show("ended", "moved");
}

async function ended(why: string): Promise<void> {
  store.joining.value = false;
  if (why === "moved") return leftForAnother();
  void askReceipt();
  unfollow();
  store.talk.value?.destroy();
  store.stopping.value = false;
  forgetChat();
  unsent.value = store.draft.value.trim();
  store.draft.value = "";
  await show(why === "turned_away" ? "full" : "ended", why);
}

/** The row as it stands: asked for while the chat is still known, kept when it no longer is. Whether this page still has
 * the chat when it has come. */
async function askReceipt(): Promise<boolean> {
  const credentials = store.talk.value?.credentials;
  const found = credentials && (await receipt(credentials).catch(() => null));
  const here = credentials?.token === token();
  if (here) store.receipt.value = found ?? store.receipt.value;
  return here;
}

/** The teen stops: nothing more is written, then the receipt, which the end takes away, then the end. */
export async function leave(): Promise<void> {
  store.stopping.value = true;
  if (await askReceipt()) store.talk.value?.leave();
}

/** Until they are there: with the same `id` they count once. */
export const answer = (
  id: string,
  answers: Record<string, string | number>,
  own: Record<string, string> = {},
): Promise<unknown> =>
  persist(() =>
    survey({ ...answers, id, language: lang.value, ...(Object.keys(own).length > 0 && { own }) }),
  );
