// How many lines came that nobody saw, for the page around the frame; kept for the next page of the site.
import { effect } from "@preact/signals-core";
import { shown, tell } from "./host";
import { load, save } from "./storage";

let unread = 0;

const looks = (): boolean => shown.value && document.visibilityState === "visible";

function count(lines: number): void {
  unread = lines;
  tell("unread", lines);
  save({ unread });
}

/** Lines came; counted while the reader cannot see them. */
export function tellUnread(lines = 1): void {
  if (!looks()) count(unread + lines);
  else if (load().unread) count(0);
}

function look(): void {
  if (looks()) count(0);
}

effect(look);
document.addEventListener("visibilitychange", look);
