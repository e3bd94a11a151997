// The time zone of the desk: every moment that these pages show is in it, and today is the desk's.
import { effect, signal } from "@preact/signals";
import { dayAt } from "../shared/moment";
import { ask } from "./ask";
import { desk, me } from "./session";

/** "" until it is known: the reader's own stands in, and is named. */
export const zone = signal("");

export const today = (): Date => dayAt(new Date(), zone.value);

/** Kept from now on, whichever desk is chosen. */
export function followZone(): void {
  effect(() => {
    const name = desk.value;
    if (!me.value) return;
    ask("get /api/desks/{desk}", { path: { desk: name } }).then(
      (found) => {
        if (desk.peek() === name) zone.value = found.zone ?? "";
      },
      () => undefined,
    );
  });
}
