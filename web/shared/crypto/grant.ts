// Hands the chat key of one fence to one console: ephemeral P-256, HKDF, AES-GCM.
import type { Key } from "../protocol";
import { type Bytes, b64u, fromB64u, join, random, utf8 } from "./bytes";

const PREFIX = "g1";
const CURVE = { name: "ECDH", namedCurve: "P-256" };
const IV_BYTES = 12;

export interface Grant {
  kid: string;
  fence: number;
  key: Bytes;
}

interface Parts {
  kid: string;
  fence: number;
  ephemeral: Bytes;
  sealed: Bytes;
}

const label = (chat: string, fence: number, kid: string): Bytes =>
  utf8(`hearline/grant/1|${chat}|${fence}|${kid}`);

async function wrapKey(
  own: CryptoKey,
  other: Bytes,
  salted: readonly [Bytes, Bytes],
  info: Bytes,
): Promise<CryptoKey> {
  const peer = await crypto.subtle.importKey("raw", other, CURVE, false, []);
  const shared = await crypto.subtle.deriveBits({ name: "ECDH", public: peer }, own, 256);
  const salt = await crypto.subtle.digest("SHA-256", join(...salted));
  const material = await crypto.subtle.importKey("raw", shared, "HKDF", false, ["deriveKey"]);
  const how = { name: "HKDF", hash: "SHA-256", salt, info };
  return crypto.subtle.deriveKey(how, material, { name: "AES-GCM", length: 256 }, false, [
    "encrypt",
    "decrypt",
  ]);
}

/** Wraps the key of `fence` for a console; `pair` and `iv` are given only by tests. */
export async function makeGrant(
  chat: string,
  fence: number,
  console: Key,
  chatKey: Bytes,
  pair?: CryptoKeyPair,
  iv: Bytes = random(IV_BYTES),
): Promise<string> {
  const own = pair ?? (await crypto.subtle.generateKey(CURVE, true, ["deriveBits"]));
  const ephemeral = new Uint8Array(await crypto.subtle.exportKey("raw", own.publicKey));
  const theirs = fromB64u(console.public);
  const info = label(chat, fence, console.kid);
  const wrap = await wrapKey(own.privateKey, theirs, [ephemeral, theirs], info);
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: info }, wrap, chatKey);
  return [PREFIX, console.kid, fence, b64u(ephemeral), b64u(join(iv, new Uint8Array(sealed)))].join(".");
}

/** Reads the clear parts of a grant: whom it is for and which fence's key it hands over. */
export function readGrant(body: string): Parts {
  const [prefix, kid, fence, ephemeral, sealed, ...rest] = body.split(".");
  const whole = prefix === PREFIX && kid && fence && ephemeral && sealed && rest.length === 0;
  if (!whole || !/^\d+$/.test(fence)) throw new SyntaxError("not a grant");
  return { kid, fence: Number(fence), ephemeral: fromB64u(ephemeral), sealed: fromB64u(sealed) };
}

/** Opens a grant with the console's pair; null when it is for another console. */
export async function openGrant(
  chat: string,
  mine: { kid: string; pair: CryptoKeyPair; public: string },
  body: string,
): Promise<Grant | null> {
  const { kid, fence, ephemeral, sealed } = readGrant(body);
  if (kid !== mine.kid) return null;
  const info = label(chat, fence, kid);
  const wrap = await wrapKey(mine.pair.privateKey, ephemeral, [ephemeral, fromB64u(mine.public)], info);
  const how = { name: "AES-GCM", iv: sealed.slice(0, IV_BYTES), additionalData: info };
  const key = new Uint8Array(await crypto.subtle.decrypt(how, wrap, sealed.slice(IV_BYTES)));
  return { kid, fence, key };
}
