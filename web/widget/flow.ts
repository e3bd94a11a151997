// The teen's way through the widget: look, join, talk, end; and back again after a reload.
import { effect } from "@preact/signals-core";
import { ApiError, codeOf } from "../shared/ask";
import { canSeal } from "../shared/crypto/can-seal";
import { type Lang, lang, setLanguage } from "../shared/i18n";
import { persist } from "../shared/persist";
import { desk, endByBeacon, receipt } from "./api";
import { hasLeft, quickExit } from "./exit";
import { type HostState, tellState, tellUnread } from "./host";
import { fetchAhead, fetchPart, viewOf } from "./parts";
import { flushOnLeaving, forgetChat, type Held, load, save } from "./storage";
import * as store from "./store";
import { Wishes } from "./wish";

const name = decodeURIComponent(location.pathname.split("/")[2] ?? "main");
const api = desk(name);
const wishes = new Wishes(api);
/** Where a chat may still run, be it in another window. */
const RUNNING = new Set<store.Screen>(["talk", "trouble"]);
const NEUTRAL = "https://www.meteo.be/";
let visited = false;

/** Shows where the teen is: in the chat that runs, or at the door. */
export async function begin(): Promise<void> {
  const saved = load();
  store.draft.value = saved.draft ?? "";
  if (saved.profile) store.profile.value = saved.profile;
  if (!canSeal()) return show("insecure");
  if (!saved.held) return look();
  void lookAside();
  await resume(saved.held);
}

/** Asks whether the desk is open, and shows the door as it stands. */
export async function look(): Promise<void> {
  try {
    const found = await api.availability();
    store.availability.value = found;
    if (found.service === "open") welcome();
    else closed();
  } catch (problem) {
    await trouble(problem);
  }
  void loadResources();
}

function welcome(): void {
  void show("welcome");
  wishes.prepare();
  fetchAhead("talk");
}

function closed(): void {
  void show("closed");
  countVisit();
}

/** In a chat that goes on after a reload: where the way out leads, and whether there is a forum. */
async function lookAside(): Promise<void> {
  store.availability.value = await api.availability().catch(() => store.availability.value);
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
    await entered(await wishes.grant());
  } catch (problem) {
    await refused(problem);
  } finally {
    store.joining.value = false;
  }
}

/** Whoever left meanwhile is said goodbye for, and finds nothing kept. */
async function entered({ pass, ...held }: Awaited<ReturnType<typeof api.join>>): Promise<void> {
  if (hasLeft()) return endByBeacon(held);
  save({ held, profile: store.profile.value, ...(pass ? { pass } : {}) });
  await resume(held);
}

/** Goes on with a chat; it is kept already, so that a part that does not come loses nothing. */
async function resume(held: Held): Promise<void> {
  const { nickname } = store.profile.value;
  const come = await Promise.all([import("./conversation"), fetchPart("talk")]).catch(() => null);
  if (hasLeft()) return;
  if (!come) return show("trouble", store.PART);
  const talk = new come[0].Conversation(held, nickname, {
    over: (why) => void ended(why),
    cut: (why) => void show("trouble", why),
    heard: tellUnread,
  });
  store.talk.value = talk;
  void show("talk");
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

const trouble = (problem: unknown): Promise<void> =>
  show("trouble", problem instanceof ApiError ? codeOf(problem) : "offline");

/** Shows a screen once it has come; one that does not come is a trouble with the connection, never a white page. */
async function show(screen: store.Screen, reason = ""): Promise<void> {
  if (!viewOf(screen)) {
    const came = await fetchPart(screen).then(
      () => true,
      () => false,
    );
    if (!came) return show("trouble", store.PART);
  }
  store.reason.value = reason;
  store.screen.value = screen;
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

/** After the end: the door again, with nothing of the former chat. */
export async function again(): Promise<void> {
  store.talk.value?.destroy();
  store.talk.value = null;
  store.receipt.value = null;
  store.stopping.value = false;
  store.profile.value = { nickname: "", topic: "", age: "" };
  forgetChat();
  store.screen.value = "loading";
  await look();
}

/** Another window took the chat: take it back. */
export function takeBack(): void {
  store.talk.value?.destroy();
  const { held } = load();
  if (held) void resume(held);
  else void again();
}

/** A part of the page did not come: only a fresh page asks for it again. What is kept stays. */
export const reload = (): void => location.reload();

/** Until they are there: with the same `id` they count once. */
export const answer = (id: string, answers: Record<string, string>): Promise<unknown> =>
  persist(() => api.survey({ ...answers, id, language: lang.value }));

export function exit(): void {
  const talk = store.talk.value;
  const running = talk ? RUNNING.has(store.screen.value) && talk.credentials : load().held;
  quickExit({
    credentials: running || null,
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
  flushOnLeaving();
}
