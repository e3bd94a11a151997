// Everything that seals and opens, in one import.
export { type Bytes, b64u, fromB64u, newId, random } from "./bytes";
export { type ConsoleKeys, consoleKeys, dropConsoleKeys, makeConsoleKeys } from "./console-keys";
export { fenceKey } from "./fence-key";
export { type Grant, makeGrant, openGrant, readGrant } from "./grant";
export { MAX_TEXT, type MessageContext, openMessage, type Payload, sealMessage } from "./message";

/** Whether this page may seal at all: WebCrypto is missing over plain http. */
export const canSeal = (): boolean => globalThis.isSecureContext !== false && crypto?.subtle !== undefined;
