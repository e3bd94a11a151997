// Entry of the preview: the widget's own screens with a profile that is being edited. It talks to nobody but the page
// around it; its policy lets it ask for nothing.
import { effect, signal } from "@preact/signals-core";
import { render } from "preact";
import "../shared/base.css";
import { type Asked, isAsked } from "../shared/preview";
import "../widget/css/frame.css";
import "../widget/css/screens.css";
import "../widget/css/later.css";
import { dress } from "../widget/colours";
import { provide } from "../widget/parts";
import { told } from "../widget/store";
import { App } from "../widget/view/app";
import { Before } from "../widget/view/before";
import { Closed } from "../widget/view/closed";
import { Ended } from "../widget/view/ended";
import { Full } from "../widget/view/full";
import { Insecure } from "../widget/view/insecure";
import { Loading } from "../widget/view/loading";
import { Standing } from "../widget/view/standing";
import { Talk } from "../widget/view/talk";
import { Trouble } from "../widget/view/trouble";
import { Welcome } from "../widget/view/welcome";
import { shade } from "./shade";
import { put } from "./states";

const root = document.getElementById("app") as HTMLElement;
/** What would act in the widget: here nothing leads anywhere. Only folded parts open. */
const ACTS = ["click", "auxclick", "submit", "change", "input", "keydown", "dragstart"] as const;

provide(
  {
    ...{ loading: Loading, welcome: Welcome, trouble: Trouble, before: Before, standing: Standing },
    ...{ talk: Talk, ended: Ended, closed: Closed, insecure: Insecure, full: Full },
  },
  {},
);

function hold(event: Event): void {
  const { target } = event;
  const opens = target instanceof Element && target.closest("summary") !== null;
  const moves = event instanceof KeyboardEvent && event.key === "Tab";
  if (opens || moves) return;
  event.preventDefault();
  event.stopImmediatePropagation();
}

for (const act of ACTS) addEventListener(act, hold, { capture: true });

const dark = signal<boolean | null>(null);
let undress: (() => void) | undefined;
effect(() => {
  const { light, dark: night } = told.value.colours ?? {};
  const pair = dark.value ? night : light;
  undress?.();
  undress = dress(pair ? { light: pair, dark: pair } : {});
  if (dark.value !== null) shade(dark.value);
});
effect(() => render(<App />, root));

addEventListener("message", ({ source, origin, data }: MessageEvent<Asked>) => {
  if (source === window.parent && origin === location.origin && isAsked(data)) {
    dark.value = data.dark;
    put(data);
  }
});
if (window.parent !== window) window.parent.postMessage({ hearline: "preview-ready" }, location.origin);
