// The frame around every screen: the bar with the way out, the screen, and a quiet voice for screen readers.
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { viewOf } from "../parts";
import { type Screen, screen, spoken } from "../store";
import { Bar } from "./bar";
import { Loading } from "./loading";

/** Takes the focus to the new screen's heading, so that it is read and the keyboard starts there. */
function useFocusOnChange(shown: Screen): void {
  const before = useRef<Screen>("loading");
  useEffect(() => {
    const first = before.current === "loading";
    before.current = shown;
    if (!first) document.querySelector<HTMLElement>("h1")?.focus();
  }, [shown]);
}

export function App(): JSX.Element {
  useFocusOnChange(screen.value);
  const Shown = viewOf(screen.value) ?? Loading;
  return (
    <div class="frame">
      <Bar />
      <Shown />
      <p class="visually-hidden" role="status">
        {spoken.value}
      </p>
    </div>
  );
}
