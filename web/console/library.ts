// Canned replies, resource cards and colleagues: fetched once a shift, searched here.
import { signal } from "@preact/signals";
import type { Colleagues, Reply, Resource } from "../shared/http";
import { ask } from "../staff/ask";
import { desk } from "../staff/session";

export const replies = signal<readonly Reply[]>([]);
export const resources = signal<readonly Resource[]>([]);

/** What cannot be had stays empty: a chat never waits for it. What comes when somebody of another desk is here is dropped. */
export async function loadLibrary(): Promise<void> {
  void loadTimes();
  const query = { desk: desk.value };
  const [said, cards] = await Promise.all([
    ask("get /api/staff/replies", { query }).catch(() => null),
    ask("get /api/staff/resources", { query }).catch(() => null),
  ]);
  if (query.desk !== desk.value) return;
  replies.value = said?.replies ?? replies.value;
  resources.value = cards?.resources ?? resources.value;
}

/** Of who was here. */
export function forgetLibrary(): void {
  replies.value = [];
  resources.value = [];
}

/** What the desk says of its chats: when a silence is asked about, and how long one may last. */
export const times = signal<{ askMs: number; limitMs: number | null }>({ askMs: 600_000, limitMs: null });

async function loadTimes(): Promise<void> {
  const path = { desk: desk.value };
  const said = await ask("get /api/desks/{desk}", { path }).catch(() => null);
  if (said && path.desk === desk.value)
    times.value = { askMs: said.quiet_ask_ms ?? times.value.askMs, limitMs: said.talk_limit_ms ?? null };
}

/** Fresh each time it is asked for: who is on duty changes. */
export const colleagues = (): Promise<Colleagues> =>
  ask("get /api/staff/desks/{desk}/colleagues", { path: { desk: desk.value } });
