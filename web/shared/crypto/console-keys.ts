// A console's key pairs, one for each fence it takes; packed, they lie in the console's box alone.
import { type Bytes, b64u, fromB64u, join, utf8 } from "./bytes";

export interface ConsoleKeys {
  kid: string;
  public: string;
  /** Its private half can only be used; what it is made of is in `packed`. */
  pair: CryptoKeyPair;
  packed: PackedKeys;
}

/** A pair as text, both halves in base64url. */
export interface PackedKeys {
  public: string;
  private: string;
}

const CURVE = { name: "ECDH", namedCurve: "P-256" };
const COORDINATE = 32;

/** A pair for one fence. */
export async function makeConsoleKeys(): Promise<ConsoleKeys> {
  const made = await crypto.subtle.generateKey(CURVE, true, ["deriveBits"]);
  const raw = new Uint8Array(await crypto.subtle.exportKey("raw", made.publicKey));
  const { d = "" } = await crypto.subtle.exportKey("jwk", made.privateKey);
  return unpackKeys({ public: b64u(raw), private: d });
}

/** Rejects for what is no pair. */
export async function unpackKeys(packed: PackedKeys): Promise<ConsoleKeys> {
  const raw = fromB64u(packed.public);
  const [x, y] = [raw.slice(1, 1 + COORDINATE), raw.slice(1 + COORDINATE)].map(b64u) as [string, string];
  const half = { kty: "EC", crv: CURVE.namedCurve, x, y, d: packed.private };
  const [publicKey, privateKey, kid] = await Promise.all([
    crypto.subtle.importKey("raw", raw, CURVE, true, []),
    crypto.subtle.importKey("jwk", half, CURVE, false, ["deriveBits"]),
    kidOf(raw),
  ]);
  return { kid, public: packed.public, pair: { publicKey, privateKey }, packed };
}

/** The name of a public key, by which entries and grants call it. */
export async function kidOf(point: Bytes): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", join(utf8("hearline/kid/1|"), point));
  return b64u(new Uint8Array(digest).slice(0, 16));
}
