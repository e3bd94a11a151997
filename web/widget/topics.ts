// Who asks and about what, and the first steps that go with it; the codes are those of the Insafe network.
import type { AgeBand } from "../shared/codes";
import { isUrgent } from "./urgent";

export const AGES = ["lt12", "12_13", "14_15", "16_18", "adult"] as const satisfies readonly AgeBand[];

const AIDED = ["sexual_coercion_extortion", "sexting", "cyberbullying", "grooming", "e_crime"] as const;
/** Who is not a teenager has first steps of their own. */
const BY_AGE = { lt12: "child", adult: "adult" } as const;
export type Aid = (typeof AIDED)[number] | "urgent" | "general" | (typeof BY_AGE)[keyof typeof BY_AGE];

const ofAge = (age: string): Aid | undefined => BY_AGE[age as keyof typeof BY_AGE];

/** All first steps that are offered to somebody of this age, in order. */
export const aidsFor = (age: string): readonly Aid[] => [
  ...[ofAge(age)].filter((aid) => aid !== undefined),
  ...AIDED,
  "urgent",
  "general",
];

/** The topic whose cards go with it. */
export const topicOf = (aid: Aid): string =>
  aid === "urgent" ? "self_harm" : (AIDED.find((aided) => aided === aid) ?? "");

/** Which first steps to show: what is urgent before who asks, and who asks before what it is about. */
export const aidFor = (topic: string, age: string): Aid =>
  isUrgent(topic) ? "urgent" : (ofAge(age) ?? AIDED.find((aided) => aided === topic) ?? "general");
