// What a chat can be about, in the order teens ask for; the codes are those of the Insafe network.
import type { AgeBand, Topic } from "../shared/codes";
import { isUrgent } from "./urgent";

export const TOPICS = [
  "danger_now",
  "sexual_coercion_extortion",
  "sexting",
  "cyberbullying",
  "grooming",
  "sexual_harassment",
  "love_relationships_sexuality",
  "potentially_harmful_content",
  "hate_speech",
  "privacy_abuse",
  "e_crime",
  "gaming",
  "self_harm",
  "suicide",
  "other",
] as const satisfies readonly Topic[];

export const AGES = ["lt12", "12_13", "14_15", "16_18", "adult"] as const satisfies readonly AgeBand[];

const AIDED = ["sexual_coercion_extortion", "sexting", "cyberbullying", "grooming", "e_crime"] as const;
export type Aid = (typeof AIDED)[number] | "urgent" | "general";
/** All that there are first steps for, in the order in which they are offered. */
export const AIDS: readonly Aid[] = [...AIDED, "urgent", "general"];
/** The topic whose cards go with it. */
export const topicOf = (aid: Aid): string => (aid === "urgent" ? "self_harm" : aid === "general" ? "" : aid);
/** Which first steps to show for a topic. */
export const aidFor = (topic: string): Aid =>
  AIDED.find((aided) => aided === topic) ?? (isUrgent(topic) ? "urgent" : "general");
