// Calls to the staff API: same-origin JSON with the session cookie, and a CSRF header on every change.
import { type Ask, asking } from "../shared/ask";

let csrf = "";
export const holdCsrf = (token: string | undefined): void => {
  csrf = token ?? csrf;
};
/** Of the sign-in of this page. */
export const heldCsrf = (): string => csrf;

function headers(method: string, word: string): HeadersInit {
  const json = { Accept: "application/json", "Content-Type": "application/json" };
  return method === "GET" ? { Accept: "application/json" } : { ...json, "X-Hearline-CSRF": word };
}

const asks = (word: () => string): Ask =>
  asking((method) => ({
    headers: headers(method, word()),
    credentials: "same-origin",
    cache: "no-store",
  }));

export const ask = asks(() => csrf);
/** Changes what is of the sign-in with this word, and of no other that may be here by now. */
export const askAs = (word: string): Ask => asks(() => word);
