// The teen's keys: one grant for each console and fence, older fences only when asked, nothing after the end.
import { expect, it } from "vitest";
import type { Item } from "../shared/client/outbox";
import { makeConsoleKeys, openGrant } from "../shared/crypto";
import { type Sealable, Vault } from "./vault";

const item = (payload: Sealable, fence: number, cid = "c1"): Item<Sealable> => ({
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

it("grants each console once, again after it came back, and nothing while it is offline", async () => {
  const vault = new Vault("chat");
  const console = await makeConsoleKeys();
  const holder = {
    who: "counsellor" as const,
    name: "An",
    key: { kid: console.kid, public: console.public },
  };
  const grant = vault.grantFor(holder, 2);
  if (!grant) throw new Error("no grant");
  const opened = await openGrant("chat", console, await vault.seal(item(grant, 2)));
  expect(opened?.fence).toBe(2);
  expect(vault.grantFor(holder, 2)).toBeNull();
  expect(vault.grantFor({ ...holder, key: null }, 3)).toBeNull();
  vault.forgetGrants(holder);
  expect(vault.grantFor(holder, 2)).not.toBeNull();
});

it("opens its own words after a reload, and none after it was destroyed", async () => {
  const vault = new Vault("chat");
  const body = await vault.seal(item({ text: "hi" }, 1));
  const entry = { seq: 1, who: "teen" as const, cid: "c1", n: 1, fence: 1, kind: "text" as const, body };
  const again = new Vault("chat", JSON.parse(JSON.stringify(vault.snapshot())));
  expect(await again.open(entry)).toEqual({ text: "hi" });
  again.destroy();
  await expect(again.open(entry)).rejects.toThrow();
});

const entry = (body: string, fence: number) =>
  ({ seq: 1, who: "teen", cid: "c1", n: 1, fence, kind: "text", body }) as const;

it("has another key for each fence and knows the earlier ones", async () => {
  const vault = new Vault("chat");
  const body = await vault.seal(item({ text: "a" }, 1));
  await vault.seal(item({ text: "b" }, 4));
  expect(vault.earlier(4)).toEqual([1]);
  await expect(vault.open(entry(body, 4))).rejects.toThrow();
  await expect(new Vault("chat").open(entry(body, 1))).rejects.toThrow();
});

it("agrees with another tab of the same chat, also about fences that only one of them saw", async () => {
  const vault = new Vault("chat");
  const tab = new Vault("chat", vault.snapshot());
  const body = await tab.seal(item({ text: "from the other tab" }, 2));
  expect(await vault.open(entry(body, 2))).toEqual({ text: "from the other tab" });
  expect(vault.earlier(3)).toEqual([2]);
});
