// What the close code of a WebSocket means for the client: try again, or stop for good and say why.
export type FinalReason =
  | "bad_hello"
  | "bad_token"
  | "newer_connection"
  | "ended"
  | "origin_refused"
  | "signed_out"
  | "abuse"
  | "refused";

const REASONS: Readonly<Record<number, FinalReason>> = {
  4100: "bad_hello",
  4101: "bad_token",
  4102: "newer_connection",
  4103: "ended",
  4104: "origin_refused",
  4105: "signed_out",
  4106: "abuse",
};

/** The reason a connection may not be tried again, or null when it may. */
export function finalReason(code: number): FinalReason | null {
  if (code < 4100 || code > 4199) return null;
  return REASONS[code] ?? "refused";
}
