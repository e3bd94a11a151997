// What one has written over what stood before, beside what a colleague has changed of the same since. Pure.

/** The same value has the same text, whatever the order of its names. */
const asText = (value: unknown): string =>
  JSON.stringify(value, (_, part) => (isRecord(part) ? sorted(part) : part)) ?? "";
export const same = (one: unknown, other: unknown): boolean => asText(one) === asText(other);

type Named = Readonly<Record<string, unknown>>;
const isRecord = (value: unknown): value is Named =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const sorted = (record: Named): Named =>
  Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));

function those<T>(list: readonly T[], others: readonly T[], among: boolean): T[] {
  const known = new Set(others.map(asText));
  return list.filter((one) => known.has(asText(one)) === among);
}
const without = <T>(list: readonly T[], others: readonly T[]): T[] => those(list, others, false);

/** Whether what stayed of a list stands in another order. */
const turned = (before: readonly unknown[], now: readonly unknown[]): boolean =>
  !same(those(before, now, true), those(now, before, true));

/** In the order of who has turned it; in one's own where both have, or nobody. */
function mergedLists<T>(before: readonly T[], own: readonly T[], theirs: readonly T[]): T[] {
  const [first, second] = turned(before, theirs) && !turned(before, own) ? [theirs, own] : [own, theirs];
  return [...without(first, without(before, second)), ...without(without(second, before), first)];
}

/** The same of a list in which none means all: what two have chosen never becomes more than either chose. */
export function mergedFew(
  before: readonly string[],
  own: readonly string[],
  theirs: readonly string[],
): string[] {
  const both = merged(before, own, theirs);
  const all = [before, own, theirs, both].some((one) => one.length === 0);
  return [...(all && !same(before, own) ? own : both)];
}

/** What is another than before. */
export const changed = <T extends object>(before: object, now: T): Partial<T> =>
  Object.fromEntries(
    Object.entries(now).filter(([name, value]) => !same(value, Reflect.get(before, name))),
  ) as Partial<T>;

/** Of a list what a colleague has added, taken away and put in another order holds, and so does each name of a record;
 * where both have changed one thing, one's own. */
export function merged<T>(before: T, own: T, theirs: T): T;
export function merged(before: unknown, own: unknown, theirs: unknown): unknown {
  if (same(before, theirs)) return own;
  if (same(before, own)) return theirs;
  if (Array.isArray(before) && Array.isArray(own) && Array.isArray(theirs))
    return mergedLists(before, own, theirs);
  if (!isRecord(before) || !isRecord(own) || !isRecord(theirs)) return own;
  const names = [...new Set([...Object.keys(theirs), ...Object.keys(own)])];
  const parts = names.map((name) => [name, merged(before[name], own[name], theirs[name])] as const);
  return Object.fromEntries(parts.filter(([, part]) => part !== undefined));
}
