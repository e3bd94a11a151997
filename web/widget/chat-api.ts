// What a chat asks over HTTP, and what is answered after it; a first look needs none of it.
import type { Receipt, Survey } from "../shared/http";
import { ask, deskName, within } from "./api";
import type { Credentials } from "./storage";

/** The receipt is not waited for long: somebody wants to stop. */
const RECEIPT_MS = 3_000;

/** The key of the box that this tab kept of its chat. */
export const boxKeyOf = (handle: string) => ask("post /api/chats/box", { body: { handle } });

/** The chat whose return code this is comes to this page. */
export const comeBack = (code: string, token: string) =>
  ask("post /api/chats/return", { body: { desk: deskName, code, token } });

export function receipt({ token, ticket }: Credentials): Promise<Receipt> {
  return ask("post /api/chats/receipt", { body: { token, ticket } }, within(RECEIPT_MS));
}

/** Goes on its way even while the page goes away. */
export const survey = (body: Survey) =>
  ask("post /api/desks/{desk}/surveys", { path: { desk: deskName }, body }, { keepalive: true });
