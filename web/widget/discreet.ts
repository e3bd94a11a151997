// What may be noticed of this page while somebody looks elsewhere: a number before its title, a short buzz by choice.
// Nothing while it is covered.
import { effect, signal } from "@preact/signals-core";
import { t } from "../shared/i18n";

/** The page shows something else to whoever looks on. */
export const covered = signal(false);
/** By their own choice. */
export const buzzes = signal(false);
const marked = signal(false);
const BUZZ_MS = [80, 60, 80];

/** A decoration that is missing or throws stops nothing. */
function attempt(act: () => unknown): void {
  try {
    act();
  } catch {
    // nobody needs it
  }
}

export const canBuzz = (): boolean => typeof navigator.vibrate === "function";

const looksElsewhere = (): boolean => document.visibilityState !== "visible" || !document.hasFocus();

/** Something has come: seen in the title until they look here again. */
export function mark(): void {
  if (looksElsewhere()) marked.value = true;
}

/** It is their turn. */
export function turn(): void {
  mark();
  if (buzzes.value && !covered.value) attempt(() => navigator.vibrate(BUZZ_MS));
}

function seen(): void {
  if (!looksElsewhere()) marked.value = false;
}

export const pageTitle = (): string =>
  covered.value ? t("widget.cover.title") : `${marked.value ? "(1) " : ""}${t("widget.title")}`;

effect(() => {
  const title = pageTitle();
  attempt(() => {
    document.title = title;
  });
});
document.addEventListener("visibilitychange", seen);
addEventListener("focus", seen);
