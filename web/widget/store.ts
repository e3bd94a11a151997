// What the widget shows: the screen and what is on it, as signals. Nothing here talks to anybody.
import { computed, signal } from "@preact/signals-core";
import type { Availability, Card, Receipt } from "../shared/http";
import type { Conversation } from "./conversation";
import type { Profile } from "./storage";

export type Screen = "loading" | "welcome" | "closed" | "full" | "talk" | "ended" | "trouble" | "insecure";

export const screen = signal<Screen>("loading");
export const availability = signal<Availability | null>(null);
/** What stands in the page itself: how the desk stood when it was made, or at least its numbers and colours. */
export const given: Partial<Availability> = JSON.parse(
  globalThis.document?.getElementById("app")?.dataset.desk || "{}",
);
/** What the desk has told: at first what came with the page. */
export const told = computed((): Partial<Availability> => ({ ...given, ...availability.value }));
export const resources = signal<Card[]>([]);
export const profile = signal<Profile>({ nickname: "", topic: "", age: "" });
export const draft = signal("");
export const talk = signal<Conversation | null>(null);
export const joining = signal(false);
/** The token of a wish that has got no answer yet: asked once more, it finds the same chat. */
export const wished = signal("");
/** Why the chat ended or cannot go on: an end reason, a final close reason or a problem's code. */
export const reason = signal("");
/** The reason when a part of this page did not come. */
export const PART = "part";
/** The reason when something of this page threw. */
export const BROKEN = "broken";
export const receipt = signal<Receipt | null>(null);
/** Short words for the screen reader, said politely once. */
export const spoken = signal("");
export const asksLeave = signal(false);
/** The teen has said that they stop; nothing more is written. */
export const stopping = signal(false);
