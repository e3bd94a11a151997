// What is written on a page and not saved, for each person and desk: it outlives a look at another page, and closing
// the window asks first.
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { desk, me } from "../../staff/session";

const NOTHING = {};

export class Unsaved<T extends object> {
  readonly #all = signal<Readonly<Record<string, Partial<T>>>>({});

  /** Of who is signed in, at the desk where they are; the same object until something is written. */
  get value(): Partial<T> {
    return this.#all.value[place()] ?? NOTHING;
  }

  write(change: Partial<T>): void {
    this.#all.value = { ...this.#all.value, [place()]: { ...this.value, ...change } };
  }

  forget(): void {
    const { [place()]: _, ...others } = this.#all.value;
    this.#all.value = others;
  }

  /** What was written while it was saved stays. */
  saved(sent: Partial<T>): void {
    if (this.value === sent) this.forget();
  }
}

const place = (): string => `${me.value?.id} ${desk.value}`;

export function useWarning(dirty: boolean): void {
  useEffect(() => {
    if (!dirty) return;
    const warn = (event: BeforeUnloadEvent): void => event.preventDefault();
    addEventListener("beforeunload", warn);
    return () => removeEventListener("beforeunload", warn);
  }, [dirty]);
}
