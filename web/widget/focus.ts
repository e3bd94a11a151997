// Takes the focus to a new screen's heading, so that it is read and the keyboard starts there.
import { effect } from "@preact/signals-core";
import { mayTakeFocus } from "./host";
import { screen } from "./store";

/** Not to the first screen of a page: nobody has moved yet. */
export function focusOnChange(): void {
  let moved = false;
  effect(() => {
    if (screen.value === "loading") return;
    if (moved && mayTakeFocus()) document.querySelector<HTMLElement>("h1")?.focus();
    moved = true;
  });
}
