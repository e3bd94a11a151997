// Who is signed in: restored from the cookie on load, gained by signing in, dropped by signing out.
import { computed, effect, signal } from "@preact/signals";
import { ApiError } from "../shared/ask";
import type { Me, Signed } from "../shared/http";
import { pause, persist } from "../shared/persist";
import { ask, heldCsrf, holdCsrf } from "./ask";
import { slept } from "./clock";
import { hadLeft, hasLeft, nobodyLeaves, onLeaving, stopTelling, tellLeaving, tellOn } from "./leaving";
import { prefs } from "./prefs";
import { untilThere } from "./until-there";

/** undefined while not known yet. */
export const me = signal<Me | null | undefined>(undefined);
/** The one they chose in this browser, as long as it is theirs; else their first; "" where they have none here. */
export const desk = computed(() => {
  const desks = me.value?.desks ?? [];
  return desks.find((one) => one === prefs.value.desk) ?? desks[0] ?? "";
});
export const supervises = computed(() => me.value?.role === "supervisor" || me.value?.role === "admin");
export const administers = computed(() => me.value?.role === "admin");

/** When this sign-in ends, and when although somebody is in a chat with its person; by this page's clock, ms. */
export const ends = signal<{ at: number; latest: number } | null>(null);
/** A page behind the sign-in holds on to what its person was doing. */
export const holding = signal(false);

export function take(signed: Signed): void {
  nobodyLeaves();
  holdCsrf(signed.csrf);
  ends.value = endsOf(signed);
  me.value = signed.me;
}

function endsOf(signed: Signed): { at: number; latest: number } {
  const now = performance.now();
  return { at: now + signed.ends_s * 1_000, latest: now + signed.latest_s * 1_000 };
}

/** When this sign-in ends is asked anew after a sleep; whatever else became of it, its connection says. */
async function askEnds(): Promise<void> {
  const csrf = heldCsrf();
  const here = () => Boolean(me.value) && heldCsrf() === csrf;
  const signed = await untilThere(() => ask("get /api/staff/me"), here);
  if (signed?.csrf === csrf) ends.value = endsOf(signed);
}

effect(() => {
  if (slept.value > 0 && me.peek()) void askEnds();
});

/** A change of what proves who one is ends every sign-in and begins a new one, in the answer. */
let renewal: Promise<unknown> = Promise.resolve();
let renewals = 0;
/** Rises with each sign-in and sign-out here: what was asked before says nothing after. */
let turn = 0;

/** The server closes this page's connection before its answer is here, so who asks meanwhile waits for it. */
export function renewing(how: () => Promise<Signed>): Promise<Signed> {
  stopTelling();
  const renewed = how().then((signed) => {
    renewals += 1;
    turn += 1;
    holdCsrf(signed.csrf);
    return signed;
  });
  renewal = renewed.catch(tellOn);
  return renewed;
}

/** True once after a change made on this page. */
function renewedHere(): boolean {
  const here = renewals > 0 && Boolean(me.value) && !me.value?.enrol;
  renewals = 0;
  return here;
}

export const RETURN_AFTER_MS = 60_000;
let returnedAt = Number.NEGATIVE_INFINITY;

/** A connection was told that nobody is signed in, and somebody is: it comes back, once a minute. */
function mayReturn(now = performance.now()): boolean {
  const may = me.value?.enrol === false && now - returnedAt > RETURN_AFTER_MS;
  if (may) returnedAt = now;
  return may;
}

/** Asked by a connection that ended with its sign-in: whether somebody is signed in after all, by a change made on this
 * page, or in another tab. */
export const comesBack = (reason: string): boolean =>
  Boolean(me.value) && (renewedHere() || reason === "sign_in_over" || mayReturn());

/** Asked until there is an answer: a server that is away says nothing about who is signed in. */
export async function restore(): Promise<void> {
  await renewal;
  const mine = turn;
  try {
    const signed = await persist(() => ask("get /api/staff/me"));
    const left = !hasLeft(signed.csrf) && (await hadLeft());
    if (mine === turn) found(signed, left);
  } catch (thrown) {
    if (!(thrown instanceof ApiError)) throw thrown;
    if (mine === turn) me.value = null;
  }
}

/** Who signed out here while nobody could be told of it is not signed in. `ended`: the server has heard of it now. */
function found(signed: Signed, ended: boolean): void {
  if (ended) {
    nobodyLeaves();
    me.value = null;
  } else if (hasLeft(signed.csrf)) {
    holdCsrf(signed.csrf);
    void tellLeaving(signed.csrf);
    me.value = null;
  } else take(signed);
}

export async function signIn(name: string, password: string, code: string): Promise<void> {
  const body = { name, password, ...(code ? { code } : {}) };
  take(await renewing(() => ask("post /api/staff/login", { body })));
}

onLeaving(() => {
  if (me.value && hasLeft(heldCsrf())) void signOut();
});

const PATIENCE_MS = 3_000;

/** Also when the server cannot be reached: this browser shows nothing more of it, and tells it later. */
export async function signOut(): Promise<void> {
  await Promise.race([tellLeaving(heldCsrf()), pause(PATIENCE_MS)]);
  turn += 1;
  me.value = null;
}
