// The vectors that Python replays too: the same bytes from the same keys, in both languages.
import { expect, it } from "vitest";
import vectors from "../../../tests/vectors/sealing.json";
import type { Who } from "../protocol";
import { b64u, fromB64u, utf8 } from "./bytes";
import { makeGrant, openGrant } from "./grant";
import { openMessage, type Payload, sealMessage } from "./message";
import { pad } from "./padding";

const CURVE = { name: "ECDH", namedCurve: "P-256" };

async function pairOf(privateKey: string, publicKey: string): Promise<CryptoKeyPair> {
  return {
    privateKey: await crypto.subtle.importKey("pkcs8", fromB64u(privateKey), CURVE, true, ["deriveBits"]),
    publicKey: await crypto.subtle.importKey("raw", fromB64u(publicKey), CURVE, true, []),
  };
}

it.each(vectors.message)("message $cid of $who", async (vector) => {
  const { chat, fence, cid } = vector;
  const context = { chat, fence, cid, who: vector.who as Who };
  const key = fromB64u(vector.chat_key);
  expect(await openMessage(key, context, vector.body)).toEqual(vector.payload);
  const text = JSON.stringify(vector.payload);
  expect(b64u(pad(utf8(text)))).toBe(vector.padded);
  expect(await sealMessage(key, context, vector.payload as Payload, fromB64u(vector.iv))).toBe(vector.body);
});

it.each(vectors.grant)("grant for $kid", async (vector) => {
  const { chat, fence, kid, iv, body } = vector;
  const console = await pairOf(vector.console_private, vector.console_public);
  const opened = await openGrant(chat, { kid, pair: console, public: vector.console_public }, body);
  expect(opened).toEqual({ kid, fence, key: fromB64u(vector.chat_key) });
  const ephemeral = await pairOf(vector.ephemeral_private, vector.ephemeral_public);
  const key = { kid, public: vector.console_public };
  expect(await makeGrant(chat, fence, key, fromB64u(vector.chat_key), ephemeral, fromB64u(iv))).toBe(body);
});
