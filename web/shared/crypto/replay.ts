// Replays the vectors that Python replays too: the same bytes from the same keys. For tests, in Node and in a browser.
import type vectors from "../../../tests/vectors/sealing.json";
import type { Who } from "../protocol";
import { b64u, fromB64u, utf8 } from "./bytes";
import { makeGrant, openGrant } from "./grant";
import { openMessage, type Payload, sealMessage } from "./message";
import { pad } from "./padding";

const CURVE = { name: "ECDH", namedCurve: "P-256" };

type Vectors = typeof vectors;

/** What each vector gives here, beside what it should give. */
export async function replay(all: Vectors): Promise<{ got: unknown; wanted: unknown }[]> {
  return [...(await Promise.all(all.message.map(message))), ...(await Promise.all(all.grant.map(grant)))];
}

async function message(vector: Vectors["message"][number]): Promise<{ got: unknown; wanted: unknown }> {
  const { chat, fence, cid, payload, padded, body } = vector;
  const context = { chat, fence, cid, who: vector.who as Who };
  const key = fromB64u(vector.chat_key);
  const got = {
    payload: await openMessage(key, context, body),
    padded: b64u(pad(utf8(JSON.stringify(payload)))),
    body: await sealMessage(key, context, payload as Payload, fromB64u(vector.iv)),
  };
  return { got, wanted: { payload, padded, body } };
}

async function grant(vector: Vectors["grant"][number]): Promise<{ got: unknown; wanted: unknown }> {
  const { chat, fence, kid, iv, body, chat_key } = vector;
  const console = await pairOf(vector.console_private, vector.console_public);
  const opened = await openGrant(chat, { kid, pair: console, public: vector.console_public }, body);
  const ephemeral = await pairOf(vector.ephemeral_private, vector.ephemeral_public);
  const key = { kid, public: vector.console_public };
  const made = await makeGrant(chat, fence, key, fromB64u(chat_key), ephemeral, fromB64u(iv));
  const got = { kid: opened?.kid, fence: opened?.fence, key: opened && b64u(opened.key), body: made };
  return { got, wanted: { kid, fence, key: chat_key, body } };
}

async function pairOf(privateKey: string, publicKey: string): Promise<CryptoKeyPair> {
  return {
    privateKey: await crypto.subtle.importKey("pkcs8", fromB64u(privateKey), CURVE, true, ["deriveBits"]),
    publicKey: await crypto.subtle.importKey("raw", fromB64u(publicKey), CURVE, true, []),
  };
}
