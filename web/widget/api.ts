// What the widget asks over HTTP: no cookies, no referrer, nothing kept by the browser.
import { asking } from "../shared/ask";
import type { Availability, EndChat } from "../shared/http";
import { given } from "./store";

/** A network that swallows everything counts as none. */
const LONGEST_MS = 20_000;
const JSON_BODY = { "content-type": "application/json" };

export const within = (ms: number): Pick<RequestInit, "signal"> =>
  AbortSignal.timeout ? { signal: AbortSignal.timeout(ms) } : {};

export const ask = asking((method) => ({
  credentials: "omit",
  referrerPolicy: "no-referrer",
  cache: "no-store",
  headers: method === "GET" ? {} : JSON_BODY,
  ...within(LONGEST_MS),
}));

const [, , named = "main", over = named] = location.pathname.split("/");
/** The desk at whose place this page stands: its own, or one that the teen came from. */
export const placeName = decodeURIComponent(named);
export const deskName = decodeURIComponent(over);

/** How the desk stood when this page was made; once read, it is asked for. */
let fresh = "service" in given;

function stood(): Availability | undefined {
  const now = fresh ? (given as Availability) : undefined;
  fresh = false;
  return now;
}

export function desk(name: string) {
  const path = { desk: name };
  return {
    availability: async () => stood() ?? ask("get /api/desks/{desk}", { path }),
    resources: () => ask("get /api/desks/{desk}/resources", { path }),
    closedVisit: (language: string) => ask("post /api/desks/{desk}/visits", { path, body: { language } }),
  };
}

/** Ends the chat even while the page goes away; one that is only wished for is known by desk and token, one that this
 * page has not opened yet by the handle of its box. */
export function endByBeacon({ chat = "", token = "", ticket, desk = "", handle }: EndChat): void {
  const body: EndChat = handle ? { handle } : ticket ? { chat, token, ticket } : { desk, token };
  navigator.sendBeacon("/api/chats/end", JSON.stringify(body));
}
