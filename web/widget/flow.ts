// The teen's way through the widget: look, join, talk, end; and back again after a reload.
import { effect } from "@preact/signals-core";
import { b64u, canSeal, random } from "../shared/crypto";
import { type Lang, lang, setLanguage } from "../shared/i18n";
import { type Availability, desk, Problem, receipt, type Wish } from "./api";
import { Conversation } from "./conversation";
import { quickExit } from "./exit";
import { type HostState, inFrame, tellState, tellUnread } from "./host";
import { persist } from "./persist";
import { type Asked, prove } from "./proof";
import { forgetChat, type Held, load, save } from "./storage";
import * as store from "./store";

const name = decodeURIComponent(location.pathname.split("/")[2] ?? "main");
const api = desk(name);
/** Where a chat may still run, be it in another window. */
const RUNNING = new Set<store.Screen>(["talk", "trouble"]);
const NEUTRAL = "https://www.meteo.be/";
let visited = false;
/** The wish that got no answer yet, and the id drawn for it: asked once more, it is the same chat. */
let wished = { what: "", id: "" };
let ahead: Promise<string | undefined> | null = null;

/** Shows where the teen is: in the chat that runs, or at the door. */
export async function begin(): Promise<void> {
  const saved = load();
  store.draft.value = saved.draft ?? "";
  if (saved.profile) store.profile.value = saved.profile;
  if (!canSeal()) store.screen.value = "insecure";
  else if (saved.held) resume(saved.held);
  else await look();
}

/** Asks whether the desk is open, and shows the door as it stands. */
export async function look(): Promise<void> {
  try {
    const found = await api.availability();
    store.availability.value = found;
    store.screen.value = found.service === "open" ? "welcome" : "closed";
    if (found.service === "open") ahead = proveAhead();
    else countVisit();
  } catch (problem) {
    trouble(problem);
  }
  void loadResources();
}

/** Somebody came and nobody was there: counted once, so that the helpline sees what it misses. */
function countVisit(): void {
  if (visited) return;
  visited = true;
  void api.closedVisit(lang.value).catch(() => undefined);
}

/** The words are fetched first: without a connection the page stays in the language it has. */
export async function changeLanguage(next: Lang): Promise<void> {
  await setLanguage(next).then(
    () => save({ lang: next }),
    () => undefined,
  );
}

export async function join(): Promise<void> {
  if (store.joining.value) return;
  store.joining.value = true;
  try {
    await enter((await ahead) ?? undefined, true);
  } catch (problem) {
    refused(problem);
  } finally {
    ahead = null;
    store.joining.value = false;
  }
}

async function enter(pow: string | undefined, again: boolean): Promise<void> {
  try {
    const joined = await api.join(wish(pow));
    wished.what = "";
    if (joined.pass) save({ pass: joined.pass });
    save({ profile: store.profile.value });
    resume(joined);
  } catch (problem) {
    if (!again || !(problem instanceof Problem) || !problem.code.includes("proof")) throw problem;
    await enter(await proveAhead(), false);
  }
}

function wish(pow: string | undefined): Wish {
  const { topic, age } = store.profile.value;
  const { pass } = load();
  const asked = {
    language: lang.value,
    topic,
    age_band: age || "unknown",
    channel: inFrame() ? ("embed" as const) : ("web" as const),
  };
  const what = JSON.stringify(asked);
  if (what !== wished.what) wished = { what, id: b64u(random(32)) };
  return { ...asked, id: wished.id, pow, pass };
}

async function proveAhead(): Promise<string | undefined> {
  const asked: Asked = await api.challenge(load().pass).catch(() => ({ difficulty: 0 }));
  return prove(asked).catch(() => undefined);
}

function resume(held: Pick<Held, "chat" | "token" | "ticket"> & Partial<Held>): void {
  const { nickname } = store.profile.value;
  const talk = new Conversation(held, nickname, {
    over: ended,
    cut: (why) => show("trouble", why),
    heard: tellUnread,
  });
  store.talk.value = talk;
  store.screen.value = "talk";
  talk.start();
  void loadResources();
}

function refused(problem: unknown): void {
  const code = problem instanceof Problem ? problem.code : "offline";
  if (code.startsWith("chat_")) wished.what = "";
  if (code === "closing" || code === "closed") void look().then(() => turnedAway());
  else if (code === "full" || code === "too_many") show("full", code);
  else show("trouble", code);
}

function turnedAway(): void {
  if (store.screen.value === "welcome") show("full", "turned_away");
}

function trouble(problem: unknown): void {
  show("trouble", problem instanceof Problem ? problem.code : "offline");
}

function show(screen: store.Screen, reason: string): void {
  store.reason.value = reason;
  store.screen.value = screen;
}

function ended(why: string): void {
  void askReceipt();
  store.talk.value?.destroy();
  store.asksLeave.value = false;
  forgetChat();
  store.draft.value = "";
  show(why === "turned_away" ? "full" : "ended", why);
}

/** The row as it stands: asked for while the chat is still known, kept when it no longer is. */
async function askReceipt(): Promise<void> {
  const credentials = store.talk.value?.credentials;
  const found = credentials && (await receipt(credentials).catch(() => null));
  store.receipt.value = found ?? store.receipt.value;
}

/** The teen stops: first the receipt, which the end takes away, then the end. */
export async function leave(): Promise<void> {
  await askReceipt();
  store.talk.value?.leave();
}

/** After the end: the door again, with nothing of the former chat. */
export async function again(): Promise<void> {
  store.talk.value?.destroy();
  store.talk.value = null;
  store.receipt.value = null;
  store.profile.value = { nickname: "", topic: "", age: "" };
  forgetChat();
  store.screen.value = "loading";
  await look();
}

/** Another window took the chat: take it back. */
export function takeBack(): void {
  store.talk.value?.destroy();
  const { held } = load();
  if (held) resume(held);
  else void again();
}

/** Until they are there: with the same `id` they count once. */
export const answer = (id: string, answers: Record<string, string>): Promise<unknown> =>
  persist(() => api.survey({ ...answers, id, language: lang.value }));

export function exit(): void {
  const talk = store.talk.value;
  const running = talk !== null && RUNNING.has(store.screen.value);
  quickExit({
    credentials: running ? talk.credentials : null,
    destroy: () => talk?.destroy(),
    to: store.availability.value?.exit_url || `${NEUTRAL}${lang.value}`,
  });
}

async function loadResources(): Promise<void> {
  const found = await api.resources().catch(() => ({ resources: store.resources.value }));
  store.resources.value = found.resources;
}

function hostState(screen: store.Screen, talking: boolean): HostState {
  if (screen === "talk") return talking ? "chat" : "waiting";
  if (screen === "ended") return "ended";
  return screen === "closed" ? "closed" : "idle";
}

/** Tells the page around us where we stand, and keeps the draft for a reload. */
export function follow(): void {
  effect(() => tellState(hostState(store.screen.value, store.talk.value?.state.value?.state === "active")));
  effect(() => save({ draft: store.draft.value }));
}

export type { Availability };
