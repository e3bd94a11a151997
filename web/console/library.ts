// Canned replies, resource cards and colleagues: fetched once a shift, searched here.
import { signal } from "@preact/signals";
import type { Answer } from "../shared/ask";
import type { Colleagues, Reply, Resource } from "../shared/http";
import { ask } from "../staff/ask";
import { desk } from "../staff/session";
import { untilThere } from "../staff/until-there";

export const replies = signal<readonly Reply[]>([]);
export const resources = signal<readonly Resource[]>([]);
/** Why there are none yet: a code, "" where there are none at all. */
export const noReplies = signal("");
export const noCards = signal("");

/** Rises when what is being asked for is for nobody any more. */
let turn = 0;

/** Asked for until it comes, while a chat waits for none of it. What comes when somebody of another desk is here is
 * dropped. */
export async function loadLibrary(): Promise<void> {
  turn += 1;
  const [mine, here] = [turn, desk.value];
  const wanted = () => mine === turn && here === desk.value;
  const [query, path] = [{ desk: here }, { desk: here }];
  await Promise.all([
    untilThere(() => ask("get /api/staff/replies", { query }), wanted, lacking(replies, noReplies)).then(
      takeReplies,
    ),
    untilThere(() => ask("get /api/staff/resources", { query }), wanted, lacking(resources, noCards)).then(
      takeCards,
    ),
    untilThere(() => ask("get /api/desks/{desk}", { path }), wanted).then(takeTimes),
  ]);
}

/** What came before still holds. */
const lacking = (held: { value: readonly unknown[] }, why: { value: string }) => (code: string) => {
  if (held.value.length === 0) why.value = code;
};

function takeReplies(said: Answer<"get /api/staff/replies"> | null): void {
  if (said) [replies.value, noReplies.value] = [said.replies, ""];
}

function takeCards(said: Answer<"get /api/staff/resources"> | null): void {
  if (said) [resources.value, noCards.value] = [said.resources, ""];
}

/** Of who was here. */
export function forgetLibrary(): void {
  turn += 1;
  replies.value = [];
  resources.value = [];
  noReplies.value = noCards.value = "";
}

/** What the desk says of its chats: when a silence is asked about, and how long one may last. */
export const times = signal<{ askMs: number; limitMs: number | null }>({ askMs: 600_000, limitMs: null });

function takeTimes(said: Answer<"get /api/desks/{desk}"> | null): void {
  if (!said) return;
  times.value = { askMs: said.quiet_ask_ms ?? times.value.askMs, limitMs: said.talk_limit_ms ?? null };
}

/** Fresh each time it is asked for: who is on duty changes. */
export const colleagues = (): Promise<Colleagues> =>
  ask("get /api/staff/desks/{desk}/colleagues", { path: { desk: desk.value } });
