// The teen's keys: one grant for each console and fence, older fences only when asked, nothing after the end.
import { expect, it } from "vitest";
import type { Item } from "../shared/client/outbox";
import { makeConsoleKeys, openGrant } from "../shared/crypto";
import { type Sealable, TeenKeys } from "./teen-keys";

const item = (payload: Sealable, fence: number, cid = "c1"): Item<Sealable> => ({
  kid: `kid-${fence}`,
  cid,
  kind: payload.grant ? "grant" : "text",
  payload,
  fence,
  body: "",
  n: 0,
  state: "sealing",
  seq: 0,
  only: 0,
});

const entry = (body: string, fence: number) =>
  ({
    ...({ seq: 1, who: "teen", cid: "c1", n: 1, fence, kid: `kid-${fence}`, kind: "text", body } as const),
    ...{ stamp: "s", place: "p" },
  }) as const;

it("grants each console once, and nothing while it is offline or before anybody was shown to hold the fence", async () => {
  const keys = new TeenKeys("chat");
  const console = await makeConsoleKeys();
  const holder = {
    who: "counsellor" as const,
    name: "An",
    key: { kid: console.kid, public: console.public },
  };
  expect(keys.grantFor(holder, 2)).toBeNull();
  expect(keys.holding(2, console.kid)).toBe(console.kid);
  const grant = keys.grantFor(holder, 2);
  if (!grant) throw new Error("no grant");
  const opened = await openGrant("chat", console, await keys.seal(item(grant, 2)));
  expect([opened?.fence, opened?.holding]).toEqual([2, console.kid]);
  expect(keys.grantFor(holder, 2)).toBeNull();
  expect(keys.grantFor({ ...holder, key: null }, 3)).toBeNull();
});

it("gives no key to another counsellor of a fence than the first, and none for a fence that is over", async () => {
  const keys = new TeenKeys("chat");
  const [first, second] = await Promise.all([makeConsoleKeys(), makeConsoleKeys()]);
  const counsellor = {
    who: "counsellor" as const,
    name: "An",
    key: { kid: second.kid, public: second.public },
  };
  expect(keys.holding(2, first.kid)).toBe(first.kid);
  expect(keys.holding(2, second.kid)).toBe(first.kid);
  expect(keys.grantFor(counsellor, 2)).toBeNull();
  const beside = { ...counsellor, who: "supervisor" as const, key: { kid: "beside", public: first.public } };
  expect(keys.grantFor(beside, 2)).not.toBeNull();
  keys.holding(3, second.kid);
  expect([keys.isOver(2), keys.isOver(3)]).toEqual([true, false]);
  expect(keys.grantFor(counsellor, 2)).not.toBeNull(); // asked for by the teen's yes
});

it("opens its own words after a reload, and none after it was destroyed", async () => {
  const keys = new TeenKeys("chat");
  const body = await keys.seal(item({ text: "hi" }, 1));
  const again = new TeenKeys("chat", JSON.parse(JSON.stringify(keys.snapshot())));
  expect(await again.open(entry(body, 1))).toEqual({ text: "hi" });
  again.destroy();
  await expect(again.open(entry(body, 1))).rejects.toThrow();
});

it("has another key for each fence and knows the earlier ones", async () => {
  const keys = new TeenKeys("chat");
  for (const fence of [1, 4]) keys.holding(fence, `kid-${fence}`);
  const body = await keys.seal(item({ text: "a" }, 1));
  expect(keys.earlier(4)).toEqual([1]);
  await expect(keys.open(entry(body, 4))).rejects.toThrow();
  await expect(new TeenKeys("chat").open(entry(body, 1))).rejects.toThrow();
});

it("agrees with another tab of the same chat, also about fences that only one of them saw", async () => {
  const keys = new TeenKeys("chat");
  keys.holding(2, "kid-2");
  const tab = new TeenKeys("chat", keys.snapshot());
  const body = await tab.seal(item({ text: "from the other tab" }, 2));
  expect(await keys.open(entry(body, 2))).toEqual({ text: "from the other tab" });
  expect(keys.earlier(3)).toEqual([2]);
});

it("believes the first kid it is shown for a fence, and none for a fence below the newest", () => {
  const keys = new TeenKeys("chat");
  expect(keys.holding(2, "first")).toBe("first");
  expect(keys.holding(2, "second")).toBe("first");
  expect(keys.holding(1, "late")).toBe("");
});
