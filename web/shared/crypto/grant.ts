// Hands the key of one fence to one console: ephemeral P-256, HKDF, AES-GCM.
import type { Key } from "../protocol";
import { type Bytes, b64u, fromB64u, join, random, utf8 } from "./bytes";

const PREFIX = "g2";
const CURVE = { name: "ECDH", namedCurve: "P-256" };
const IV_BYTES = 12;

/** The key of one fence; `holding` is the kid of who held it. */
export interface Grant {
  holding: string;
  fence: number;
  key: Bytes;
}

interface Parts {
  receiving: string;
  holding: string;
  fence: number;
  ephemeral: Bytes;
  sealed: Bytes;
}

const label = (chat: string, fence: number, holding: string, receiving: string): Bytes =>
  utf8(`hearline/grant/2|${chat}|main|${fence}|${holding}|${receiving}`);

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

/** Wraps the key of `fence`, held by `holding`, for a console; `pair` and `iv` are given only by tests. */
export async function makeGrant(
  chat: string,
  fence: number,
  holding: string,
  console: Key,
  chatKey: Bytes,
  pair?: CryptoKeyPair,
  iv: Bytes = random(IV_BYTES),
): Promise<string> {
  const own = pair ?? (await crypto.subtle.generateKey(CURVE, true, ["deriveBits"]));
  const ephemeral = new Uint8Array(await crypto.subtle.exportKey("raw", own.publicKey));
  const theirs = fromB64u(console.public);
  const info = label(chat, fence, holding, console.kid);
  const wrap = await wrapKey(own.privateKey, theirs, [ephemeral, theirs], info);
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: info }, wrap, chatKey);
  const clear = [PREFIX, console.kid, holding, fence, b64u(ephemeral)];
  return [...clear, b64u(join(iv, new Uint8Array(sealed)))].join(".");
}

/** Reads the clear parts of a grant: whom it is for and which fence's key it hands over. Throws SyntaxError. */
export function readGrant(body: string): Parts {
  const [prefix, receiving, holding, fence, ephemeral, sealed, ...rest] = body.split(".");
  const whole =
    prefix === PREFIX && receiving && holding && fence && ephemeral && sealed && rest.length === 0;
  if (!whole || !/^\d{1,15}$/.test(fence)) throw new SyntaxError("not a grant");
  const opened = { ephemeral: fromB64u(ephemeral), sealed: fromB64u(sealed) };
  return { receiving, holding, fence: Number(fence), ...opened };
}

/** Opens a grant with the console's pair; null when it is for another console. */
export async function openGrant(
  chat: string,
  mine: { kid: string; pair: CryptoKeyPair; public: string },
  body: string,
): Promise<Grant | null> {
  const { receiving, holding, fence, ephemeral, sealed } = readGrant(body);
  if (receiving !== mine.kid) return null;
  const info = label(chat, fence, holding, receiving);
  const wrap = await wrapKey(mine.pair.privateKey, ephemeral, [ephemeral, fromB64u(mine.public)], info);
  const how = { name: "AES-GCM", iv: sealed.slice(0, IV_BYTES), additionalData: info };
  const key = new Uint8Array(await crypto.subtle.decrypt(how, wrap, sealed.slice(IV_BYTES)));
  return { holding, fence, key };
}
