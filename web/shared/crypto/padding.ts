// Hides the length of a text: 4-byte length, the bytes, zeros up to a multiple of 256, or of another step.
import type { Bytes } from "./bytes";

const STEP = 256;
const HEAD = 4;

export function pad(bytes: Uint8Array, step = STEP): Bytes {
  const padded = new Uint8Array(Math.ceil((HEAD + bytes.length) / step) * step);
  new DataView(padded.buffer).setUint32(0, bytes.length);
  padded.set(bytes, HEAD);
  return padded;
}

export function unpad(padded: Bytes): Bytes {
  const size = new DataView(padded.buffer, padded.byteOffset).getUint32(0);
  if (HEAD + size > padded.length) throw new RangeError("padding");
  return padded.slice(HEAD, HEAD + size);
}
