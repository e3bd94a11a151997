// Keeps text for oneself: sealed with a key that only this login's pair gives, so that it is gone with the pair.
import { type Bytes, b64u, fromB64u, fromUtf8, join, random, utf8 } from "./bytes";
import type { ConsoleKeys } from "./console-keys";

const IV_BYTES = 12;
const LABEL = "hearline/own-box/1";

/** The pair agreed upon with itself: the private half is needed, and cannot be read out. */
async function ownKey({ pair }: ConsoleKeys): Promise<CryptoKey> {
  const shared = await crypto.subtle.deriveBits(
    { name: "ECDH", public: pair.publicKey },
    pair.privateKey,
    256,
  );
  const material = await crypto.subtle.importKey("raw", shared, "HKDF", false, ["deriveKey"]);
  const how = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info: utf8(LABEL) };
  return crypto.subtle.deriveKey(how, material, { name: "AES-GCM", length: 256 }, false, [
    "encrypt",
    "decrypt",
  ]);
}

const cipher = (iv: Bytes): AesGcmParams => ({ name: "AES-GCM", iv, additionalData: utf8(LABEL) });

export async function sealOwn(keys: ConsoleKeys, text: string): Promise<string> {
  const iv = random(IV_BYTES);
  const sealed = await crypto.subtle.encrypt(cipher(iv), await ownKey(keys), utf8(text));
  return b64u(join(iv, new Uint8Array(sealed)));
}

/** Rejects for what another pair sealed. */
export async function openOwn(keys: ConsoleKeys, box: string): Promise<string> {
  const bytes = fromB64u(box);
  const how = cipher(bytes.slice(0, IV_BYTES));
  const opened = await crypto.subtle.decrypt(how, await ownKey(keys), bytes.slice(IV_BYTES));
  return fromUtf8(new Uint8Array(opened));
}
