// Every topic and age is a code of the service, each once; some topics have first steps, some stand open to call.
import { expect, it } from "vitest";
import ages from "../../storage/codes/age_bands.1.json";
import codes from "../../storage/codes/insafe.1.json";
import { TOPICS } from "../shared/codes";
import { AGES, aidFor, aidsFor, topicOf } from "./topics";
import { isUrgent } from "./urgent";

const known = (list: { codes: { code: string }[] }) => list.codes.map(({ code }) => code);

it("offers danger first, something else last, and nothing that is not kept", () => {
  expect([TOPICS[0], TOPICS.at(-1), TOPICS.length, new Set(TOPICS).size]).toEqual([
    "danger_now",
    "other",
    15,
    15,
  ]);
  for (const topic of TOPICS.slice(1)) expect(known(codes)).toContain(topic);
});

it("offers every age band but the unknown, from young to old", () => {
  expect([...AGES]).toEqual(known(ages).filter((code) => code !== "unknown"));
});

it("lets the numbers stand open where it may be urgent", () => {
  expect(TOPICS.filter(isUrgent)).toEqual(["danger_now", "self_harm", "suicide"]);
});

it("has first steps of their own for what happens online, urgent ones, and general ones for the rest", () => {
  const aided = TOPICS.filter((topic) => aidFor(topic, "") === topic);
  expect(aided).toEqual(["sexual_coercion_extortion", "sexting", "cyberbullying", "grooming", "e_crime"]);
  expect(TOPICS.filter((topic) => aidFor(topic, "") === "urgent")).toEqual(TOPICS.filter(isUrgent));
  expect([aidFor("gaming", ""), aidFor("other", ""), aidFor("", "unknown")]).toEqual([
    "general",
    "general",
    "general",
  ]);
});

it("puts what is urgent before who asks, and who asks before what it is about", () => {
  expect(["lt12", "adult", "14_15", ""].map((age) => aidFor("sexting", age))).toEqual([
    ...["child", "adult", "sexting", "sexting"],
  ]);
  expect(["lt12", "adult"].map((age) => aidFor("suicide", age))).toEqual(["urgent", "urgent"]);
  expect([aidsFor("lt12")[0], aidsFor("adult")[0], aidsFor("14_15").length]).toEqual(["child", "adult", 7]);
});

it("goes with cards of the same topic, or with those of none", () => {
  expect(aidsFor("adult").map(topicOf)).toEqual([
    ...["", "sexual_coercion_extortion", "sexting", "cyberbullying", "grooming", "e_crime", "self_harm", ""],
  ]);
});
