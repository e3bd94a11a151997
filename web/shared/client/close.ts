// What the close code of a WebSocket means for the client: try again, or stop for good and say why.
import { CLOSE } from "../protocol";

/** From 4100 to 4199; `refused`: one that this page does not know. */
export type FinalReason = keyof typeof CLOSE | "refused";

/** The reason a connection may not be tried again, or null when it may. */
export function finalReason(code: number): FinalReason | null {
  if (code < 4100 || code > 4199) return null;
  const known = Object.entries(CLOSE).find(([, number]) => number === code);
  return known ? (known[0] as FinalReason) : "refused";
}
