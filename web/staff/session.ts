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

export async function restore(): Promise<void> {
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
