// A sign-out that the server has not heard of: it is told as soon as it can be, by this page or the next one here.
import { signal } from "@preact/signals";
import { askAs } from "./ask";
import { keepPrefs } from "./prefs";
import { untilThere } from "./until-there";

const PLACE = "hearline.leaving";
/** Which sign-in is to end, by its CSRF token: worth nothing without the cookie that lies beside it. */
export const leaving = signal("");
let request = new AbortController();
let told = Promise.resolve();

/** Resolves once the server has heard, or somebody signs in. */
export function tellLeaving(csrf: string): Promise<void> {
  if (leaving.value === csrf && !request.signal.aborted) return told;
  request.abort();
  request = new AbortController();
  leaving.value = csrf;
  keep(csrf);
  told = tell(csrf, request.signal);
  return told;
}

async function tell(csrf: string, signal: AbortSignal): Promise<void> {
  await untilThere(
    () => askAs(csrf)("post /api/staff/logout", undefined, { signal }),
    () => !signal.aborted,
  );
  if (signal.aborted) return;
  keepPrefs(); // the server asks the browser to forget all of this site
  nobodyLeaves();
}

/** Whether its person signed out of this sign-in. */
export const hasLeft = (csrf: string): boolean => csrf !== "" && kept() === csrf;

/** Whether they did so under a word that the house gave before it had its present secret: the server knows, and ends it. */
export async function hadLeft(): Promise<boolean> {
  const csrf = kept();
  if (!csrf) return false;
  try {
    await askAs(csrf)("post /api/staff/logout");
  } catch {
    return false;
  }
  keepPrefs();
  return true;
}

/** Somebody tries to sign in: an answer that comes after theirs would take their cookie away. */
export const stopTelling = (): void => request.abort();

/** They could not. */
export function tellOn(): void {
  if (leaving.value) void tellLeaving(leaving.value);
}

export function nobodyLeaves(): void {
  stopTelling();
  leaving.value = "";
  keep("");
}

/** Calls when another tab of this browser signs out. */
export function onLeaving(heard: () => void): void {
  addEventListener("storage", ({ key }) => key === PLACE && heard());
}

function kept(): string {
  try {
    return localStorage.getItem(PLACE) ?? "";
  } catch {
    return "";
  }
}

function keep(csrf: string): void {
  try {
    if (csrf) localStorage.setItem(PLACE, csrf);
    else localStorage.removeItem(PLACE);
  } catch {
    return; // then this page alone can tell
  }
}
