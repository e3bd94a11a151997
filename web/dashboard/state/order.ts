// The order of the board's lists: who needs attention first. Pure.

import type { BoardChat, BoardStaff } from "../../shared/protocol";

const STATE: Readonly<Record<string, number>> = { waiting: 0, offered: 1, active: 2, wrap_up: 3, closed: 4 };
const STATUS: Readonly<Record<string, number>> = { available: 0, finishing: 1, away: 2, offline: 3 };

/** Waiting first, the most urgent and longest waiting on top. */
export const byNeed = (chats: readonly BoardChat[]): readonly BoardChat[] =>
  [...chats].sort(
    (a, b) =>
      (STATE[a.state] ?? 9) - (STATE[b.state] ?? 9) || a.priority - b.priority || b.waited_s - a.waited_s,
  );

/** Who is here first, then by name: people are never ranked by what they do. */
export const byPresence = (staff: readonly BoardStaff[]): readonly BoardStaff[] =>
  [...staff].sort(
    (a, b) => (STATUS[a.status] ?? 9) - (STATUS[b.status] ?? 9) || a.name.localeCompare(b.name),
  );

/** Who could be given this chat by hand: online, with room, speaking its language first. */
export const candidates = (staff: readonly BoardStaff[], language: string): readonly BoardStaff[] =>
  [...byPresence(staff.filter((one) => one.online && one.status !== "offline"))].sort(
    (a, b) => Number(b.languages.includes(language)) - Number(a.languages.includes(language)),
  );

/** Everything in the place where it `stood`, also what is there no more; then the others. */
export function inPlace<T>(rows: readonly T[], stood: readonly T[], name: (one: T) => string): readonly T[] {
  const now = new Map(rows.map((one) => [name(one), one]));
  const before = new Set(stood.map(name));
  return [...stood.map((one) => now.get(name(one)) ?? one), ...rows.filter((one) => !before.has(name(one)))];
}
