// The frame around every screen: the bar with the way out, the screen, and a quiet voice for screen readers.
import { Component, type ComponentChildren, type JSX } from "preact";
import { viewOf } from "../parts";
import { BROKEN, screen, spoken } from "../store";
import { Bar } from "./bar";
import { Loading } from "./loading";
import { Because } from "./trouble";

/** A screen that throws leaves the bar, and phone numbers in its place. */
class Guard extends Component<{ children: ComponentChildren }, { broken?: boolean }> {
  static override getDerivedStateFromError = () => ({ broken: true });

  override render(): ComponentChildren {
    return this.state.broken ? <Because why={BROKEN} /> : this.props.children;
  }
}

export function App(): JSX.Element {
  const Shown = viewOf(screen.value) ?? Loading;
  return (
    <div class="frame">
      <Bar />
      <Guard>
        <Shown />
      </Guard>
      <p class="visually-hidden" role="status">
        {spoken.value}
      </p>
    </div>
  );
}
