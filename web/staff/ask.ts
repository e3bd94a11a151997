// Calls to the staff API: same-origin JSON with the session cookie, and a CSRF header on every change.
import { type Ask, asking } from "../shared/ask";

let csrf = "";
export const holdCsrf = (token: string | undefined): void => {
  csrf = token ?? csrf;
};
/** Of the sign-in of this page. */
export const heldCsrf = (): string => csrf;

function headers(method: string): HeadersInit {
  const json = { Accept: "application/json", "Content-Type": "application/json" };
  return method === "GET" ? { Accept: "application/json" } : { ...json, "X-Hearline-CSRF": csrf };
}

export const ask: Ask = asking((method) => ({
  headers: headers(method),
  credentials: "same-origin",
  cache: "no-store",
}));
