// What is written on a page and not saved, for each person and desk: it outlives a look at another page, and closing
// the window asks first, whichever page is looked at.
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { desk, me } from "../../staff/session";
import { page } from "../route";

/** Who is signed in, and at which desk. */
const placeNow = (): string => `${me.value?.id} ${desk.value}`;

export class Unsaved<T> {
  readonly #all = signal<Readonly<Record<string, T>>>({});

  constructor(private readonly nothing: T) {}

  get place(): string {
    return placeNow();
  }

  /** Of this place; the same object until something is written. */
  get value(): T {
    return this.#at(this.place);
  }

  set value(next: T) {
    this.#put(this.place, next);
  }

  forget(): void {
    this.#put(this.place, this.nothing);
  }

  /** What was written at this place while `sent` was being saved stays, over what is saved by now. */
  saved(place: string, sent: T, over: (later: T) => T): void {
    const later = this.#at(place);
    this.#put(place, later === sent ? this.nothing : over(later));
  }

  #at(place: string): T {
    return this.#all.value[place] ?? this.nothing;
  }

  #put(place: string, next: T): void {
    this.#all.value = { ...this.#all.value, [place]: next };
  }
}

/** The pages with something unsaved on them, each behind its place. */
const unsaved = new Set<string>();

addEventListener("beforeunload", (event) => {
  if ([...unsaved].some((one) => one.startsWith(`${me.value?.id} `))) event.preventDefault();
});

/** For what is written in a dialog, and goes with it. */
export function useWarningHere(dirty: boolean): void {
  useEffect(() => {
    if (!dirty) return;
    const warn = (event: BeforeUnloadEvent): void => event.preventDefault();
    addEventListener("beforeunload", warn);
    return () => removeEventListener("beforeunload", warn);
  }, [dirty]);
}

/** For what is written on a page, and stays while another is looked at. */
export function useWarning(dirty: boolean): void {
  useEffect(() => {
    const here = `${placeNow()} ${page.value}`;
    if (dirty) unsaved.add(here);
    else unsaved.delete(here);
  }, [dirty]);
}
