// A page of another version than the server's loads itself anew, once: a second time would not help either.
import { tab } from "../tab";

const MARK = "hearline.renewed";
/** What the server says to a page whose frames it does not understand. */
export const OLD_PAGE: ReadonlySet<string> = new Set(["outdated", "bad_hello"]);
const AGAIN_AFTER_MS = 60_000;

/** Whether the page is being loaded anew; false when that was tried a moment ago, or cannot be noted. */
export function renewOnce(now = Date.now()): boolean {
  // a clock that was put back since says nothing
  const since = Math.abs(now - Number(tab.get(MARK) ?? 0));
  if (since < AGAIN_AFTER_MS || !tab.set(MARK, String(now))) return false;
  location.reload();
  return true;
}
