// The time zone of the desk: every moment that these pages show is in it, and today is the desk's.
import { effect, signal } from "@preact/signals";
import { dayAt } from "../shared/moment";
import { ask } from "./ask";
import { desk, me } from "./session";
import { untilThere } from "./until-there";

/** "" until it is known: the reader's own stands in, and is named. */
export const zone = signal("");

export const today = (): Date => dayAt(new Date(), zone.value);

/** Kept from now on, whichever desk is chosen. */
export function followZone(): void {
  effect(() => {
    const path = { desk: desk.value };
    if (!me.value) return;
    let on = true;
    untilThere(
      () => ask("get /api/desks/{desk}", { path }),
      () => on,
    ).then((found) => {
      if (found) zone.value = found.zone ?? "";
    });
    return () => {
      on = false;
    };
  });
}
