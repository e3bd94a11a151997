// The key of one fence, from one secret of the teen's and the kid of who holds the fence: fence numbers may repeat after
// the server forgot, keys may not.
import { type Bytes, utf8 } from "./bytes";

/** 32 bytes for this chat and fence while `kid` holds it. */
export async function fenceKey(secret: Bytes, chat: string, fence: number, kid: string): Promise<Bytes> {
  const material = await crypto.subtle.importKey("raw", secret, "HKDF", false, ["deriveBits"]);
  const info = utf8(`hearline/fence/2|${chat}|${fence}|${kid}`);
  const how = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info };
  return new Uint8Array(await crypto.subtle.deriveBits(how, material, 256));
}
