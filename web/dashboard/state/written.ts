// What is written of a record and not saved, while a colleague may save other parts of it, or the same. Pure.
import { merged } from "./merged";

/** Each name beside what it was written over. */
export interface Written<T> {
  readonly before: Partial<T>;
  readonly next: Partial<T>;
}
export const NOTHING = { before: {}, next: {} } as const;

const pick = <T extends object>(record: T, names: Partial<T>): Partial<T> =>
  Object.fromEntries(Object.entries(record).filter(([name]) => name in names)) as Partial<T>;

/** As it would be saved now: what is written, and all else as the server has it, which a colleague may have changed. */
export const together = <T extends object>({ before, next }: Written<T>, stored: T): T => ({
  ...stored,
  ...merged(before, next, pick(stored, next)),
});

/** What was written while `saved` was being saved. */
export const since = <T extends object>({ next }: Written<T>, saved: T): Written<T> => ({
  before: pick(saved, next),
  next,
});

/** `change` is written over what is stored. */
export const wrote = <T extends object>(written: Written<T>, change: Partial<T>, stored: T): Written<T> => ({
  before: { ...written.before, ...pick(stored, change) },
  next: { ...written.next, ...change },
});
