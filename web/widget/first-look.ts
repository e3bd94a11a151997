// A first look: the desk as it stands, the screens as they come, and the way out. What follows is course.ts.
import { effect } from "@preact/signals-core";
import { codeOf } from "../shared/ask";
import { canSeal } from "../shared/crypto/can-seal";
import { type Lang, lang, setLanguage } from "../shared/i18n";
import { NEUTRAL } from "../shared/neutral";
import { desk, deskName } from "./api";
import { quickExit } from "./exit";
import { type HostState, tellState } from "./host";
import { course, fetchAhead, fetchPart, fetchWords, viewOf } from "./parts";
import { boxed, forgetChat, HANDLE_CHARS, load, save } from "./storage";
import * as store from "./store";

const api = desk(deskName);
/** Where a chat may still run, be it in another window. */
const RUNNING = new Set<store.Screen>(["talk", "trouble"]);
/** From Start on all that follows is here, should the network go. */
const AHEAD = ["talk", "ended", "full", "closed"] as const;
let visited = false;

/** Shows where the teen is: in the chat that runs, or on the welcome screen. */
export async function begin(): Promise<void> {
  if (!canSeal()) return show("insecure");
  if (!boxed()) return look();
  void lookAside();
  await goOn();
}

/** Asks whether the desk is open, and shows the welcome screen or that it is closed. */
export async function look(): Promise<void> {
  try {
    const found = await api.availability();
    store.availability.value = found;
    if (found.service === "open") await welcome();
    else await closed();
  } catch (problem) {
    await show("trouble", problem instanceof Error ? codeOf(problem) : "offline");
  }
  void loadResources();
}

/** Whether the chat is open, for this language, and that is all there is to say. */
export function isPlain(): boolean {
  const { served, now } = store.told.value;
  return (now ?? "open") === "open" && (served ?? []).includes(lang.value);
}

async function welcome(): Promise<void> {
  const more = fetchPart("standing").catch(() => undefined); // a chat can begin without
  if (!isPlain()) await more;
  void show("welcome");
  void fetchPart("before").catch(() => undefined); // a chat can begin without
  void course().catch(() => undefined);
  AHEAD.forEach(fetchAhead);
}

function closed(): Promise<void> {
  // somebody came and nobody was there: counted once, so that the helpline sees what it misses
  if (!visited) void api.closedVisit(lang.value).catch(() => undefined);
  visited = true;
  return show("closed");
}

/** In a chat that goes on after a reload: where the way out leads, and whether there is a forum. */
async function lookAside(): Promise<void> {
  store.availability.value = await api.availability().catch(() => store.availability.value);
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
  const come = await course().catch(() => null);
  if (come) return come.join();
  store.joining.value = false;
  await show("trouble", store.PART);
}

/** The chat this tab holds goes on: after a reload, or taken back from another window. */
export async function goOn(): Promise<void> {
  store.talk.value?.destroy();
  if (!load().held && !boxed()) return again();
  const come = await course().catch(() => null);
  await (come ? come.resume() : show("trouble", store.PART));
}

/** Shows a screen once it has come; one that does not come is a trouble with the connection, never a white page. */
export async function show(screen: store.Screen, reason = ""): Promise<void> {
  const came =
    viewOf(screen) !== undefined ||
    (await fetchPart(screen).then(
      () => true,
      () => false,
    ));
  if (!came || screen === "trouble") fetchWords();
  store.reason.value = came ? reason : store.PART;
  store.screen.value = came ? screen : "trouble";
}

/** After the end: the welcome screen again, with nothing of the former chat. */
export async function again(): Promise<void> {
  store.talk.value?.destroy();
  store.talk.value = null;
  store.receipt.value = null;
  store.stopping.value = false;
  store.joining.value = false;
  store.wished.value = "";
  store.profile.value = { nickname: "", topic: "", age: "" };
  forgetChat();
  store.screen.value = "loading";
  await look();
}

/** A part of the page did not come: only a fresh page asks for it again. What is kept stays. */
export const reload = (): void => location.reload();

/** While a return code stands, leaving gives no place up. */
export function exit(): void {
  const talk = store.talk.value;
  const over = talk && (talk.codeStands || (!store.joining.value && !RUNNING.has(store.screen.value)));
  const held = talk ? talk.credentials : { handle: boxed().slice(0, HANDLE_CHARS) };
  quickExit({
    credentials: over ? null : { ...held, desk: deskName },
    destroy: () => talk?.quit(!over),
    to: store.told.value.exit_url || `${NEUTRAL}${lang.value}`,
  });
}

export async function loadResources(): Promise<void> {
  const found = await api.resources().catch(() => ({ resources: store.resources.value }));
  store.resources.value = found.resources;
}

/** Nothing new while the page comes, or while something stands between it and a chat that it keeps. */
function hostState(screen: store.Screen, talking: boolean): HostState | undefined {
  if (screen === "talk") return talking ? "chat" : "waiting";
  if (screen === "ended" || screen === "closed") return screen;
  return screen === "loading" || boxed() ? undefined : "idle";
}

/** Tells the page around us where we stand, and keeps the draft for a reload. */
export function follow(): void {
  effect(() => {
    const state = hostState(store.screen.value, store.talk.value?.state.value?.state === "active");
    if (state) tellState(state);
  });
  effect(() => save({ draft: store.draft.value }));
}
