// What the widget asks over HTTP: no cookies, no referrer, and refusals as named problems.
import type { Service } from "../shared/protocol";
import type { Asked } from "./proof";

export interface Availability {
  desk: string;
  service: Service;
  opens_at: string | null;
  low_s: number;
  high_s: number;
  languages: string[];
  served: string[];
  topics?: string[];
  forum?: string;
  exit_url?: string;
}

export interface Resource {
  id: string;
  language: string;
  topic: string;
  kind: "call" | "link" | "forum" | "advice" | "hand_off";
  title: string;
  text: string;
  url?: string;
  phone?: string;
  shown?: string[];
}

export interface Joined {
  chat: string;
  token: string;
  ticket: string;
  pass?: string;
}

export interface Wish {
  language: string;
  topic: string;
  age_band: string;
  channel: "web" | "embed";
  id: string;
  pow: string | undefined;
  pass: string | undefined;
}

export type Row = Readonly<Record<string, unknown>>;

/** What will remain: the row as it is now, the columns a counsellor may still tick, and for how long. */
export interface Receipt {
  row: Row;
  later?: string[];
  kept_days?: number;
}

/** What shows that a chat is ours. */
export interface Credentials {
  chat: string;
  token: string;
  ticket: string;
}

export class Problem extends Error {
  constructor(
    readonly code: string,
    readonly retryS = 0,
  ) {
    super(code);
  }
}

const PLAIN: RequestInit = { credentials: "omit", referrerPolicy: "no-referrer", cache: "no-store" };

/** A network that swallows everything counts as none. */
const LONGEST_MS = 20_000;
const within = (ms: number): Pick<RequestInit, "signal"> =>
  AbortSignal.timeout ? { signal: AbortSignal.timeout(ms) } : {};

async function answered<T>(asked: Promise<Response>): Promise<T> {
  const response = await asked.catch(() => {
    throw new Problem("offline");
  });
  const body = (await response.json().catch(() => ({}))) as T & { code?: string; retry_s?: number };
  if (!response.ok) throw new Problem(body.code ?? `http_${response.status}`, body.retry_s);
  return body;
}

function get<T>(path: string, headers: Record<string, string> = {}): Promise<T> {
  return answered<T>(fetch(path, { ...PLAIN, ...within(LONGEST_MS), headers }));
}

function post<T>(path: string, body: unknown, more: RequestInit = {}): Promise<T> {
  const headers = { "content-type": "application/json" };
  const sent = { method: "POST", headers, body: JSON.stringify(body) };
  return answered<T>(fetch(path, { ...PLAIN, ...within(LONGEST_MS), ...sent, ...more }));
}

export function desk(name: string) {
  const base = `/api/desks/${encodeURIComponent(name)}`;
  return {
    availability: () => get<Availability>(base),
    challenge: (pass = "") => get<Asked>(`${base}/challenge`, pass ? { "x-hearline-pass": pass } : {}),
    join: (wish: Wish) => post<Joined>(`${base}/chats`, wish),
    resources: () => get<{ resources: Resource[] }>(`${base}/resources`),
    closedVisit: (language: string) => post<unknown>(`${base}/visits`, { language }),
    /** Goes on its way even while the page goes away. */
    survey: (answers: Record<string, string>) =>
      post<unknown>(`${base}/surveys`, answers, { keepalive: true }),
  };
}

/** Not waited for long: somebody wants to stop. */
export function receipt({ token, ticket }: Credentials): Promise<Receipt> {
  return post("/api/chats/receipt", { token, ticket }, within(3_000));
}

/** Ends the chat even while the page goes away. */
export function endByBeacon(credentials: Credentials): void {
  navigator.sendBeacon("/api/chats/end", JSON.stringify(credentials));
}
