// The frame around every screen: the bar with the way out, the screen, and a quiet voice for screen readers.
import type { ComponentType, JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { type Screen, screen, spoken } from "../store";
import { Bar } from "./bar";
import { Closed } from "./closed";
import { Ended } from "./ended";
import { Full } from "./full";
import { Insecure } from "./insecure";
import { Loading } from "./loading";
import { Talk } from "./talk";
import { Trouble } from "./trouble";
import { Welcome } from "./welcome";

const SCREENS: Record<Screen, ComponentType> = {
  loading: Loading,
  welcome: Welcome,
  closed: Closed,
  full: Full,
  talk: Talk,
  ended: Ended,
  trouble: Trouble,
  insecure: Insecure,
};

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
  const Shown = SCREENS[screen.value];
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
