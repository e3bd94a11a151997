// What the dashboard asks of its preview of the widget, a frame of our own.
import type { Availability } from "./http";

/** Every state of the widget, as an admin may look at it. */
export const STATES = [
  ...(["open", "busy", "closing_soon", "unserved", "neighbour", "nobody", "closed", "full"] as const),
  ...(["blocked", "unreachable", "unsupported", "unknown", "loading", "waiting", "chat", "ended"] as const),
];
export type State = (typeof STATES)[number];

/** One state, with these parts of a profile; dark or light, whatever the reader's system asks for. */
export interface Asked {
  hearline: "preview";
  state: State;
  dark: boolean;
  profile: Partial<Availability>;
}

export const isAsked = (data: unknown): data is Asked =>
  typeof data === "object" && data !== null && (data as Asked).hearline === "preview";
