// Replays the vectors that Python replays too: the same bytes from the same keys. For tests, in Node and in a browser.
import type vectors from "../../../tests/vectors/sealing.json";
import type { Payload } from "../payloads";
import type { EntryKind, Who } from "../protocol";
import { b64u, fromB64u, utf8 } from "./bytes";
import { kidOf } from "./console-keys";
import { fenceKey } from "./fence-key";
import { makeGrant, openGrant } from "./grant";
import { openMessage, sealMessage } from "./message";
import { pad } from "./padding";

const CURVE = { name: "ECDH", namedCurve: "P-256" };

type Vectors = typeof vectors;

/** What each vector gives here, beside what it should give. */
export async function replay(all: Vectors): Promise<{ got: unknown; wanted: unknown }[]> {
  return [...(await Promise.all(all.message.map(message))), ...(await Promise.all(all.grant.map(grant)))];
}

async function message(vector: Vectors["message"][number]): Promise<{ got: unknown; wanted: unknown }> {
  const { chat, fence, kid, cid, log, payload, padded, body, fence_key } = vector;
  const context = { chat, fence, kid, cid, log, who: vector.who as Who, kind: vector.kind as EntryKind };
  const key = await fenceKey(fromB64u(vector.secret), chat, fence, kid);
  const got = {
    fence_key: b64u(key),
    payload: await openMessage(key, context, body),
    padded: b64u(pad(utf8(JSON.stringify(payload)))),
    body: await sealMessage(key, context, payload as Payload, fromB64u(vector.iv)),
  };
  return { got, wanted: { fence_key, payload, padded, body } };
}

async function grant(vector: Vectors["grant"][number]): Promise<{ got: unknown; wanted: unknown }> {
  const { chat, fence, holding, kid, iv, body, fence_key } = vector;
  const console = await pairOf(vector.console_private, vector.console_public);
  const opened = await openGrant(chat, { kid, pair: console, public: vector.console_public }, body);
  const ephemeral = await pairOf(vector.ephemeral_private, vector.ephemeral_public);
  const key = { kid: await kidOf(fromB64u(vector.console_public)), public: vector.console_public };
  const made = await makeGrant(chat, fence, holding, key, fromB64u(fence_key), ephemeral, fromB64u(iv));
  const key_got = opened && b64u(opened.key);
  const got = { kid: key.kid, holding: opened?.holding, fence: opened?.fence, key: key_got, body: made };
  return { got, wanted: { kid, holding, fence, key: fence_key, body } };
}

async function pairOf(privateKey: string, publicKey: string): Promise<CryptoKeyPair> {
  return {
    privateKey: await crypto.subtle.importKey("pkcs8", fromB64u(privateKey), CURVE, true, ["deriveBits"]),
    publicKey: await crypto.subtle.importKey("raw", fromB64u(publicKey), CURVE, true, []),
  };
}
