// Everything that seals and opens, in one import.

export type { Payload } from "../payloads";
export { type Bytes, b64u, fromB64u, newId, random } from "./bytes";
export { type ConsoleKeys, kidOf, makeConsoleKeys, type PackedKeys, unpackKeys } from "./console-keys";
export { fenceKey } from "./fence-key";
export { type Grant, makeGrant, openGrant, readGrant } from "./grant";
export { type MessageContext, openMessage, sealMessage } from "./message";
