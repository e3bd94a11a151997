// The frame around every screen: the bar with the way out, the screen, and a quiet voice for screen readers.
import type { JSX } from "preact";
import { viewOf } from "../parts";
import { screen, spoken } from "../store";
import { Bar } from "./bar";
import { Loading } from "./loading";

export function App(): JSX.Element {
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
