// What moves in a list keeps the focus, which most browsers take from it.
import { useLayoutEffect } from "preact/hooks";

/** For what draws the list; `given`: the focus was given back. */
export function useKeptFocus(given: () => void = () => undefined): void {
  const had = document.activeElement;
  useLayoutEffect(() => {
    if (document.activeElement !== document.body || !(had instanceof HTMLElement) || !had.isConnected) return;
    had.focus({ preventScroll: true });
    given();
  });
}
