// Sealing under Node's WebCrypto: round trips, and refusal of everything that was moved or altered.
import { describe, expect, it } from "vitest";
import { b64u, fromB64u, random } from "./bytes";
import { makeConsoleKeys } from "./console-keys";
import { makeGrant, openGrant } from "./grant";
import { type MessageContext, openMessage, sealMessage } from "./message";
import { pad, unpad } from "./padding";

const context: MessageContext = {
  chat: "chat",
  fence: 3,
  kid: "kid",
  who: "teen",
  cid: "cid1",
  kind: "text",
};

describe("messages", () => {
  it("come back as they were, in every script", async () => {
    const key = random(32);
    const payload = { text: "Ça va? 👋 hé" };
    expect(await openMessage(key, context, await sealMessage(key, context, payload))).toEqual(payload);
  });

  it.each([
    { chat: "other" },
    { fence: 4 },
    { kid: "other" },
    { log: "side.3" },
    { who: "counsellor" as const },
    { cid: "cid2" },
  ])("do not open elsewhere: %o", async (moved) => {
    const key = random(32);
    const body = await sealMessage(key, context, { text: "x" });
    await expect(openMessage(key, { ...context, ...moved }, body)).rejects.toThrow();
  });

  it("have the same size whether short or a little longer, and fit a frame at their longest", async () => {
    const key = random(32);
    const sizes = await Promise.all(
      ["a", "b".repeat(200)].map((text) => sealMessage(key, context, { text })),
    );
    expect(new Set(sizes.map((body) => body.length)).size).toBe(1);
    const longest = await sealMessage(key, context, { text: "\u{1F600}".repeat(2000) });
    expect(longest.length).toBeLessThan(12_000);
  });
});

describe("grants", () => {
  it("open for their console only", async () => {
    const [mine, other] = await Promise.all([makeConsoleKeys(), makeConsoleKeys()]);
    const key = random(32);
    const body = await makeGrant("chat", 2, "holding", mine, key);
    expect(await openGrant("chat", mine, body)).toEqual({ holding: "holding", fence: 2, key });
    expect(await openGrant("chat", other, body)).toBeNull();
    await expect(openGrant("elsewhere", mine, body)).rejects.toThrow();
    await expect(openGrant("chat", mine, body.replace(".2.", ".3."))).rejects.toThrow();
  });
});

describe("bytes", () => {
  it("survive base64url and padding", () => {
    for (const size of [0, 1, 2, 3, 251, 252, 253, 300]) {
      const bytes = random(size);
      expect(fromB64u(b64u(bytes))).toEqual(bytes);
      expect(unpad(pad(bytes))).toEqual(bytes);
      expect(pad(bytes).length % 256).toBe(0);
    }
  });
});
