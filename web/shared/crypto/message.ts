// Seals and opens one entry: a key per chat, fence, holder and sender; the entry's client id and kind are bound into it.
import { type Payload, readPayload } from "../payloads";
import type { EntryKind, Who } from "../protocol";
import { type Bytes, b64u, fromB64u, fromUtf8, join, random, utf8 } from "./bytes";
import { pad, unpad } from "./padding";

export interface MessageContext {
  chat: string;
  fence: number;
  /** Of who holds the fence. */
  kid: string;
  who: Who;
  cid: string;
  kind: EntryKind;
  /** `main`, or `side.` and the fence. */
  log?: string;
}

const PREFIX = "m2.";
const IV_BYTES = 12;

const label = ({ chat, log = "main", fence, kid, who }: MessageContext): string =>
  `hearline/message/2|${chat}|${log}|${fence}|${kid}|${who}`;

async function messageKey(chatKey: Bytes, context: MessageContext): Promise<CryptoKey> {
  const material = await crypto.subtle.importKey("raw", chatKey, "HKDF", false, ["deriveKey"]);
  const how = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info: utf8(label(context)) };
  return crypto.subtle.deriveKey(how, material, { name: "AES-GCM", length: 256 }, false, [
    "encrypt",
    "decrypt",
  ]);
}

const cipher = (iv: Bytes, context: MessageContext): AesGcmParams => ({
  name: "AES-GCM",
  iv,
  additionalData: utf8(`${label(context)}|${context.cid}|${context.kind}`),
});

/** Seals a payload; `iv` is given only by tests. */
export async function sealMessage(
  chatKey: Bytes,
  context: MessageContext,
  payload: Payload,
  iv: Bytes = random(IV_BYTES),
): Promise<string> {
  const key = await messageKey(chatKey, context);
  const padded = pad(utf8(JSON.stringify(payload)));
  const sealed = await crypto.subtle.encrypt(cipher(iv, context), key, padded);
  return PREFIX + b64u(join(iv, new Uint8Array(sealed)));
}

/**
 * Opens a body; throws when it was not sealed for exactly this context. What is inside and may not be there is
 * UNREADABLE.
 */
export async function openMessage(chatKey: Bytes, context: MessageContext, body: string): Promise<Payload> {
  if (!body.startsWith(PREFIX)) throw new SyntaxError("not a message body");
  const bytes = fromB64u(body.slice(PREFIX.length));
  const key = await messageKey(chatKey, context);
  const opened = await crypto.subtle.decrypt(
    cipher(bytes.slice(0, IV_BYTES), context),
    key,
    bytes.slice(IV_BYTES),
  );
  return readPayload(context.kind, context.who, fromUtf8(unpad(new Uint8Array(opened))));
}
