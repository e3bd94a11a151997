// A profile while it is edited: what is wrong with it, what has changed, and what teens would be shown.
import { describe, expect, it } from "vitest";
import {
  BOUNDS,
  changes,
  cleaned,
  FIELDS,
  holding,
  KEPT,
  MINUTE,
  moved,
  type Profile,
  problems,
  shown,
  TIMES,
} from "./profile";
import { NOTHING, since, together, wrote } from "./written";

const DEFAULTS = {
  ...{ name: {}, about: {}, phones: [], forum: "", hotline: {}, exit_url: "", colours: {} },
  ...{ languages: ["nl", "fr", "de", "en"], topics: ["other", "gaming"], rules: {}, after: [] },
  ...{ sends_to: {}, takes_from: {} },
  ...{ talk_limit_ms: null, quiet_ask_ms: 10 * MINUTE, quiet_end_ms: 15 * MINUTE, target_ms: 5 * MINUTE },
  ...{ keep_sessions_days: 1_095, keep_surveys_days: 1_095, keep_hourly_days: 1_095 },
  ...{ keep_counts_days: 3_650, keep_audit_days: 730, keep_sign_ins_days: 30 },
};
const whole = (change: Partial<Profile> = {}): Profile => ({ ...holding({}, DEFAULTS), ...change });
const phone = (
  number: string,
  change: Partial<Profile["phones"][number]> = {},
): Profile["phones"][number] => ({
  ...{ number, words: { nl: "hulp" }, who: ["everyone"] },
  ...change,
});
const question = (code: string, words: Record<string, string>, ...answers: string[]) => ({
  ...{ code, words },
  answers: answers.map((one) => ({ code: one, words: { nl: one } })),
});

describe("what is wrong", () => {
  const found = (change: Partial<Profile>): string =>
    problems(whole(change))
      .map(({ field, code }) => `${field} ${code}`)
      .join();

  it("nothing where nothing was set", () => expect(found({})).toBe(""));

  it.each<[Partial<Profile>, string]>([
    [{ forum: "forum.example" }, "forum address"],
    [{ forum: " https://forum.example " }, ""],
    [{ exit_url: "http://weather.example" }, "exit_url address"],
    [{ hotline: { nl: "https://a.be", fr: "b.be" } }, "hotline address"],
    [{ phones: [phone("")] }, "phones number"],
    [{ phones: [phone("call me")] }, "phones number"],
    [{ phones: [phone("+32 2 475 44 11"), phone("112")] }, ""],
    [{ phones: [phone("1", { words: { nl: " " } })] }, "phones no_words"],
    [{ phones: [phone("1", { who: [] })] }, "phones nobody"],
    [{ phones: [phone("116 000"), phone("116000")] }, "phones twice"],
    [{ phones: Array.from({ length: 13 }, (_, at) => phone(`${at}`)) }, "phones too_many"],
    [{ colours: { light: { accent: "#777777", on_accent: "#ffffff" } } }, "colours contrast"],
    [{ colours: { light: { accent: "red", on_accent: "#ffffff" } } }, "colours colour"],
    [{ colours: { dark: { accent: "#0b6672", on_accent: "#ffffff" } } }, "colours contrast"],
    [{ colours: { light: { accent: "#0b6672", on_accent: "#ffffff" }, dark: null } }, ""],
    [{ topics: [] }, "topics none"],
    [{ languages: [] }, "languages none"],
    [{ rules: { nl: Array.from({ length: 8 }, () => "x") } }, "rules too_many"],
    [{ rules: { nl: ["x".repeat(120), "é".repeat(121)] } }, "rules too_long"],
    [{ rules: { nl: [...Array.from({ length: 7 }, () => "x"), "", " "] } }, ""],
    [{ after: [question("q", { nl: "?" }, "a", "b")] }, ""],
    [{ after: [question("q", {}, "a", "b")] }, "after no_words"],
    [{ after: [question("q", { nl: "?" }, "a")] }, "after answers"],
    [{ after: ["1", "2", "3", "4"].map((code) => question(code, { nl: "?" }, "a", "b")) }, "after too_many"],
    [{ quiet_ask_ms: 15 * MINUTE }, "quiet_end_ms order"],
    [{ quiet_ask_ms: 15 * MINUTE - 1 }, ""],
  ])("%j: %s", (change, expected) => expect(found(change)).toBe(expected));

  it.each([...TIMES, ...KEPT])("%s within its bounds, in whole numbers", (name) => {
    const unit = name.endsWith("_ms") ? MINUTE : 1;
    const [low, high] = BOUNDS[name];
    const of = (value: number | null) =>
      problems(whole({ quiet_ask_ms: 2 * MINUTE, quiet_end_ms: 120 * MINUTE, [name]: value })).filter(
        ({ field, code }) => field === name && code === "bounds",
      ).length;
    expect([low, high].map((value) => of(value * unit))).toEqual([0, 0]);
    expect([low * unit - 1, high * unit + 1, low * unit + 0.5, Number.NaN].map(of)).toEqual([1, 1, 1, 1]);
    expect(of(null)).toBe(name === "talk_limit_ms" ? 0 : 1);
  });
});

describe("what has changed", () => {
  it("nothing, however things are written", () => {
    const before = holding({ name: { nl: "A", fr: "B" }, rules: { nl: ["x"] } }, DEFAULTS);
    const now = { ...before, name: { fr: "B ", nl: "A" }, rules: { nl: ["x", "  "], de: [""] } };
    expect(changes(before, now, DEFAULTS)).toEqual({});
  });

  it("only what has, and null for what is its default again", () => {
    const before = holding({ forum: "https://a.be", target_ms: 60_000 }, DEFAULTS);
    const now = { ...before, forum: " ", target_ms: 120_000, topics: ["gaming", "other"] };
    expect(changes(before, now, DEFAULTS)).toEqual({
      ...{ forum: null, target_ms: 120_000, topics: ["gaming", "other"] },
    });
    expect(changes(before, { ...before, target_ms: 5 * MINUTE }, DEFAULTS)).toEqual({ target_ms: null });
  });

  it("everything that a profile has can be changed", () => {
    expect(Object.keys(holding({}, DEFAULTS)).sort()).toEqual([...FIELDS].sort());
    expect(FIELDS.filter((name) => whole()[name] === undefined)).toEqual([]);
  });
});

describe("what teens would be shown", () => {
  it("numbers with words where they are shown, the others not", () => {
    const two = { nl: "hulp", en: "help" };
    const given = shown(
      whole({
        phones: [phone("1", { words: two }), phone("2", { words: two, languages: ["fr", "nl"] }), phone("x")],
      }),
    );
    expect(given.phones?.map(({ words }) => words)).toEqual([
      { nl: "hulp", fr: "help", de: "help", en: "help" },
      { nl: "hulp", fr: "help" },
    ]);
  });

  it("what is not right yet is left out, but a colour that is too weak can be seen", () => {
    const weak = { light: { accent: "#777777", on_accent: "#ffffff" } };
    const given = shown(whole({ forum: "no address", hotline: { nl: "x" }, colours: weak }));
    expect([given.forum, given.hotline, given.colours]).toEqual(["", {}, weak]);
    expect(shown(whole({ colours: { light: { accent: "red", on_accent: "#ffffff" } } })).colours).toEqual({});
  });
});

it("shows the neighbours by the names they have", () => {
  const others = [{ desk: "east", name: { de: "Ost" }, sends: [], takes: ["de"] }];
  expect(shown(whole({ sends_to: { de: "east", fr: "north" } }), others).neighbours).toEqual({
    de: { desk: "east", name: { de: "Ost" } },
    fr: { desk: "north", name: {} },
  });
  expect(cleaned(whole({ takes_from: { east: [], north: ["fr"] } })).takes_from).toEqual({ north: ["fr"] });
});

it("cleans what was only being written", () => {
  const edited = whole({
    phones: [phone("  116   000 ", { words: { nl: " a ", fr: " " } })],
    name: { nl: "" },
  });
  expect(cleaned(edited).phones[0]).toMatchObject({ number: "116 000", words: { nl: "a" } });
  expect(cleaned(edited).name).toEqual({});
});

it.each([
  [0, -1, "abc"],
  [0, 1, "bac"],
  [2, -1, "acb"],
  [2, 1, "abc"],
] as const)("moves the one at %d by %d: %s", (from, step, expected) => {
  expect(moved([..."abc"], from, step).join("")).toBe(expected);
});

it("keeps what is written while it is saved, and what a colleague saves then", () => {
  const stored = (...numbers: string[]): Profile => whole({ phones: numbers.map((one) => phone(one)) });
  const numbers = (profile: Profile) => profile.phones.map(({ number }) => number);
  const first = wrote(NOTHING, { phones: [phone("107")] }, stored("106"));
  expect(numbers(together(first, stored("106", "112")))).toEqual(["107", "112"]);
  const second = wrote(first, { phones: [phone("108"), phone("112")] }, stored("106", "112"));
  const saved = since(second, stored("107", "112"));
  expect(numbers(together(saved, stored("107", "112")))).toEqual(["108", "112"]);
  expect(numbers(together(saved, stored("107", "112", "103")))).toEqual(["108", "112", "103"]);
  expect(together(saved, { ...stored("107"), forum: "https://forum.example" }).forum).toContain("forum");
});
