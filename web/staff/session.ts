// Who is signed in: restored from the cookie on load, gained by signing in, dropped by signing out.

import { computed, signal } from "@preact/signals";
import { ApiError, get, holdCsrf, post } from "./http";

export interface Me {
  id: string;
  name: string;
  role: "counsellor" | "supervisor" | "admin";
  languages?: string[];
  skills?: string[];
  capacity?: number;
  desks?: string[];
  /** A second factor must be set up before anything else. */
  enrol?: boolean;
}
export interface Signed {
  me: Me;
  csrf: string;
}

/** A sign-in that began anew because a factor changed; new recovery codes are shown once. */
export interface Renewed extends Signed {
  recovery?: string[];
}

/** undefined while not known yet. */
export const me = signal<Me | null | undefined>(undefined);
export const desk = computed(() => me.value?.desks?.[0] ?? "main");
export const supervises = computed(() => me.value?.role === "supervisor" || me.value?.role === "admin");
export const administers = computed(() => me.value?.role === "admin");

export function take(signed: Signed): void {
  holdCsrf(signed.csrf);
  me.value = signed.me;
}

/** A change of what proves who one is ends every sign-in and begins a new one, in the answer. */
let renewal: Promise<unknown> = Promise.resolve();
let renewals = 0;

/** The server closes this page's connection before its answer is here, so who asks meanwhile waits for it. */
export function renewing<T extends Signed>(how: () => Promise<T>): Promise<T> {
  const renewed = how().then((signed) => {
    renewals += 1;
    holdCsrf(signed.csrf);
    return signed;
  });
  renewal = renewed.catch(() => undefined);
  return renewed;
}

/** Asked by a connection that was closed as signed out: true once after a change made on this page. */
export function renewedHere(): boolean {
  const here = renewals > 0 && Boolean(me.value) && !me.value?.enrol;
  renewals = 0;
  return here;
}

export async function restore(): Promise<void> {
  await renewal;
  try {
    take(await get<Signed>("/api/staff/me"));
  } catch (thrown) {
    if (!(thrown instanceof ApiError)) throw thrown;
    me.value = null;
  }
}

export async function signIn(name: string, password: string, code: string): Promise<void> {
  take(await post<Signed>("/api/staff/login", { name, password, ...(code ? { code } : {}) }));
}

/** Also when the server cannot be reached: this browser forgets at once. */
export async function signOut(): Promise<void> {
  await post("/api/staff/logout").catch(() => undefined);
  me.value = null;
}

export const socketTicket = async (): Promise<string> =>
  (await post<{ ticket: string }>("/api/staff/socket-ticket")).ticket;
