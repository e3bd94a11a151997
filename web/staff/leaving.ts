// A sign-out that the server has not heard of: it is told as soon as it can be, by this page or the next one here.
import { ask } from "./ask";
import { untilThere } from "./until-there";

const PLACE = "hearline.leaving";
/** Which sign-in is to end, by its CSRF token: worth nothing without the cookie that lies beside it. */
let telling = "";
let request = new AbortController();

/** Resolves once the server has heard, or somebody signs in. */
export async function tellLeaving(csrf: string): Promise<void> {
  telling = csrf;
  request = new AbortController();
  keep(csrf);
  const { signal } = request;
  await untilThere(
    () => ask("post /api/staff/logout", undefined, { signal }),
    () => telling === csrf,
  );
  if (telling === csrf) nobodyLeaves();
}

/** Whether its person signed out of this sign-in. */
export const hasLeft = (csrf: string): boolean => csrf !== "" && kept() === csrf;

/** Somebody signs in: what is still under way would end theirs. */
export function stopTelling(): void {
  telling = "";
  request.abort();
}

export function nobodyLeaves(): void {
  stopTelling();
  keep("");
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
