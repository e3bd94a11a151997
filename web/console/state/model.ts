// What a console knows at one moment: plain values, so that a snapshot plus later frames equals a fresh snapshot.

import type { BlockAsked, Invited, StaffChat, StaffChatGone, StaffSelf, Who } from "../../shared/protocol";

/** `parted`: a supervisor beside it, who is not any more. */
export type Why = StaffChatGone["why"] | "parted";

/** One chat in this console. Times are milliseconds of this page's own clock. */
export interface Chat {
  readonly chat: string;
  readonly state: StaffChat["state"];
  readonly fence: number;
  readonly language: string;
  readonly priority: 1 | 2 | 3;
  readonly skills: readonly string[];
  readonly topic: string;
  readonly ageBand: string;
  /** As the teen says it: 1 to 5, 0 when they did not. */
  readonly howBad: number;
  /** The fence with which the teen came back by a return code; 0 when they did not. */
  readonly moved: number;
  readonly role: Who;
  /** The pair under which the teen is shown this person; "" for none. */
  readonly kid: string;
  readonly ticket: string;
  readonly previous: number;
  readonly missedByAll: boolean;
  readonly block: "" | "proposed" | "confirmed" | "refused";
  readonly end: StaffChat["end"];
  /** When the teen joined, and when the present offer or wrap-up runs out (null when nothing runs out). */
  readonly joinedAt: number;
  /** Since when somebody was there; null when nobody is. */
  readonly talkingSince: number | null;
  readonly deadline: number | null;
  readonly gone: Why | null;
  readonly online: Readonly<Partial<Record<Who, boolean>>>;
}

export interface Desk {
  readonly me: StaffSelf | null;
  readonly breatherUntil: number | null;
  readonly chats: readonly Chat[];
  readonly invitations: readonly Invited[];
  readonly blocks: readonly BlockAsked[];
  /** Which of these were answered here, as long as nobody asks anew. */
  readonly passed: readonly string[];
}

export const EMPTY: Desk = {
  me: null,
  breatherUntil: null,
  chats: [],
  invitations: [],
  blocks: [],
  passed: [],
};

export const find = (desk: Desk, chat: string): Chat | undefined =>
  desk.chats.find((one) => one.chat === chat);

/** Chats that still occupy this console: not merely remembered for their last words. */
export const held = (desk: Desk): readonly Chat[] => desk.chats.filter((one) => one.gone === null);
