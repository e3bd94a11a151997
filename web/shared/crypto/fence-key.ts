// The chat key of each fence, from one secret of the teen's: two tabs of one chat agree, and no key tells another.
import { type Bytes, utf8 } from "./bytes";

/** 32 bytes for this chat and fence. */
export async function fenceKey(secret: Bytes, chat: string, fence: number): Promise<Bytes> {
  const material = await crypto.subtle.importKey("raw", secret, "HKDF", false, ["deriveBits"]);
  const info = utf8(`hearline/fence/1|${chat}|${fence}`);
  const how = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info };
  return new Uint8Array(await crypto.subtle.deriveBits(how, material, 256));
}
