// What the close code of a WebSocket means for the client: try again, or stop for good and say why.
export type FinalReason =
  | "bad_hello"
  | "bad_token"
  | "newer_connection"
  | "ended"
  | "origin_refused"
  | "signed_out"
  | "abuse"
  | "outdated"
  | "wish_denied"
  | "sign_in_over"
  | "refused";

/** From 4100 on. */
const REASONS: readonly FinalReason[] = [
  "bad_hello",
  "bad_token",
  "newer_connection",
  "ended",
  "origin_refused",
  "signed_out",
  "abuse",
  "outdated",
  "wish_denied",
  "sign_in_over",
];

/** The reason a connection may not be tried again, or null when it may. */
export function finalReason(code: number): FinalReason | null {
  if (code < 4100 || code > 4199) return null;
  return REASONS[code - 4100] ?? "refused";
}
