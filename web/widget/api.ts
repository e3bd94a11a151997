// What the widget asks over HTTP: no cookies, no referrer, nothing kept by the browser.
import { asking } from "../shared/ask";
import type { Availability, EndChat, Receipt, Survey } from "../shared/http";
import type { Credentials } from "./storage";

/** A network that swallows everything counts as none. */
const LONGEST_MS = 20_000;
/** The receipt is not waited for long: somebody wants to stop. */
const RECEIPT_MS = 3_000;
const JSON_BODY = { "content-type": "application/json" };

const within = (ms: number): Pick<RequestInit, "signal"> =>
  AbortSignal.timeout ? { signal: AbortSignal.timeout(ms) } : {};

const ask = asking((method) => ({
  credentials: "omit",
  referrerPolicy: "no-referrer",
  cache: "no-store",
  headers: method === "GET" ? {} : JSON_BODY,
  ...within(LONGEST_MS),
}));

/** The desk whose address this page has. */
export const deskName = decodeURIComponent(location.pathname.split("/")[2] ?? "main");

/** How the desk stood when this page was made; once read, it is asked for. */
let told = globalThis.document?.getElementById("app")?.dataset.desk;

function stood(): Availability | "" | undefined {
  const text = told;
  told = "";
  return text && JSON.parse(text);
}

export function desk(name: string) {
  const path = { desk: name };
  return {
    availability: async () => stood() || ask("get /api/desks/{desk}", { path }),
    resources: () => ask("get /api/desks/{desk}/resources", { path }),
    closedVisit: (language: string) => ask("post /api/desks/{desk}/visits", { path, body: { language } }),
    /** Goes on its way even while the page goes away. */
    survey: (body: Survey) => ask("post /api/desks/{desk}/surveys", { path, body }, { keepalive: true }),
  };
}

/** The key of the box that this tab kept of its chat. */
export const boxKeyOf = (handle: string) => ask("post /api/chats/box", { body: { handle } });

export function receipt({ token, ticket }: Credentials): Promise<Receipt> {
  return ask("post /api/chats/receipt", { body: { token, ticket } }, within(RECEIPT_MS));
}

/** Ends the chat even while the page goes away; one that is only wished for is known by desk and token, one that this
 * page has not opened yet by the handle of its box. */
export function endByBeacon({ chat = "", token = "", ticket, desk = "", handle }: EndChat): void {
  const body: EndChat = handle ? { handle } : ticket ? { chat, token, ticket } : { desk, token };
  navigator.sendBeacon("/api/chats/end", JSON.stringify(body));
}
