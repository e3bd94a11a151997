// A page of another version than the server's loads itself anew, once: a second time would not help either.
const MARK = "hearline.renewed";
/** What the server says to a page whose frames it does not understand. */
export const OLD_PAGE: ReadonlySet<string> = new Set(["outdated", "bad_hello"]);
const AGAIN_AFTER_MS = 60_000;

/** Whether the page is being loaded anew; false when that was tried a moment ago, or cannot be noted. */
export function renewOnce(now = Date.now()): boolean {
  try {
    const last = Number(sessionStorage.getItem(MARK) ?? 0);
    if (now - last < AGAIN_AFTER_MS) return false;
    sessionStorage.setItem(MARK, String(now));
  } catch {
    return false;
  }
  location.reload();
  return true;
}
