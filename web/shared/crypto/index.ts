// Everything that seals and opens, in one import.
export { type Bytes, b64u, fromB64u, newId, random } from "./bytes";
export { type ConsoleKeys, consoleKeys, dropConsoleKeys, makeConsoleKeys } from "./console-keys";
export { fenceKey } from "./fence-key";
export { type Grant, makeGrant, openGrant, readGrant } from "./grant";
export { MAX_TEXT, type MessageContext, openMessage, type Payload, sealMessage } from "./message";
