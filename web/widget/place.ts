// What is said of a place in the queue whose teen was away: that it was kept, and after long, whether they still wait.
// The page gives no place up by itself: only the desk does, once nobody was connected for as long as it keeps one.
import { effect, signal } from "@preact/signals-core";
import { type Back, comingBack } from "./coming-back";
import type { Conversation } from "./conversation";
import { mark } from "./discreet";

/** What there is to say to somebody who has come back. */
export const back = signal<Back>("");
/** Since when there is no connection; 0 while there is one. */
export const offSince = signal(0);

/** A page that runs looks at the clock this often, be it hidden; one that misses this many looks was asleep. */
const LOOK_MS = 15_000;
const ASLEEP_MS = 8 * LOOK_MS;

const waits = (state: string | undefined): boolean => state === "waiting" || state === "offered";

/** Follows one conversation until the returned function is called. `reloaded`: it was kept from an earlier page. */
export function watchPlace(talk: Pick<Conversation, "link" | "state">, reloaded: boolean): () => void {
  const over = new AbortController();
  let verdict: Back = reloaded ? "kept" : "";
  let hidden = document.visibilityState === "visible" ? 0 : Date.now();
  let unseen = 0;
  let looked = Date.now();
  const kept = (): number => talk.state.peek()?.kept_ms ?? 0;

  const judge = (offMs: number): void => {
    const found = comingBack(offMs, unseen, kept());
    if (verdict !== "still") verdict = found || verdict;
    unseen = 0;
  };
  /** Only what the desk has just said is told. */
  const tell = (): void => {
    if (!verdict || offSince.peek() || !waits(talk.state.peek()?.state)) return;
    back.value = verdict;
    verdict = "";
  };
  const look = (): void => {
    const gap = Date.now() - looked;
    looked = Date.now();
    if (gap > ASLEEP_MS) unseen = Math.max(unseen, gap);
    const off = offSince.peek();
    if (off && kept() && waits(talk.state.peek()?.state) && looked - off > kept() / 2) mark();
  };
  const seen = (): void => {
    if (document.visibilityState !== "visible") {
      hidden = Date.now();
      return;
    }
    look();
    unseen = Math.max(unseen, hidden ? Date.now() - hidden : 0);
    hidden = 0;
    if (offSince.peek()) return;
    judge(0);
    tell();
  };
  const clock = setInterval(look, LOOK_MS);
  document.addEventListener("visibilitychange", seen, { signal: over.signal });

  const followLink = effect(() => {
    const open = talk.link.value === "open";
    const off = offSince.peek();
    if (open && off) {
      look();
      judge(Date.now() - off);
      offSince.value = 0;
    } else if (!open && !off && talk.state.peek()) offSince.value = Date.now();
  });
  const followState = effect(() => {
    if (waits(talk.state.value?.state)) return tell();
    if (talk.state.value) back.value = verdict = "";
  });
  return () => {
    over.abort();
    clearInterval(clock);
    followLink();
    followState();
    back.value = "";
    offSince.value = 0;
  };
}
