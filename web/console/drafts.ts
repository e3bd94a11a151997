// What is being written outlives a reload of this tab: sealed under this login's pair, gone with it.
import { effect } from "@preact/signals";
import { ownKeys } from "../shared/crypto";
import { openOwn, sealOwn } from "../shared/crypto/own-box";
import { Spaced } from "../shared/spaced";
import { me } from "../staff/session";
import { drafts } from "./store";

const KEY = "hearline.drafts";
const EVERY_MS = 500;
const saving = new Spaced(() => void save(), EVERY_MS);

async function save(): Promise<void> {
  const login = me.value?.id;
  const written = Object.entries(drafts.value).filter(([, text]) => text !== "");
  if (!login || written.length === 0) return sessionStorage.removeItem(KEY);
  const box = await sealOwn(await ownKeys(login), JSON.stringify(Object.fromEntries(written)));
  if (me.value?.id === login) sessionStorage.setItem(KEY, box);
}

/** What this tab held before its reload; what was written since stays. */
export async function restoreDrafts(): Promise<void> {
  const login = me.value?.id;
  const box = sessionStorage.getItem(KEY);
  if (!login || !box) return;
  const text = await openOwn(await ownKeys(login), box).catch(() => "{}");
  if (me.value?.id === login) drafts.value = { ...JSON.parse(text), ...drafts.value };
}

/** Keeps them from now on. */
export function keepDrafts(): void {
  effect(() => {
    if (drafts.value && me.value) saving.ask();
  });
  document.addEventListener("visibilitychange", () => saving.flush());
}
