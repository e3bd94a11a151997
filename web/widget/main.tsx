// Entry of the widget: its language, its way out, then the screen that fits.
import { effect } from "@preact/signals-core";
import { type ComponentType, render } from "preact";
import { exitShift } from "../shared/exit-shift";
import { pickLanguage, setLanguage, t } from "../shared/i18n";
import "../shared/base.css";
import "./css/frame.css";
import "./css/screens.css";
import { dress } from "./colours";
import { resetOnReturn } from "./exit";
import { begin, exit, follow, show } from "./first-look";
import { focusOnChange } from "./focus";
import { inFrame, listenToHost } from "./host";
import { fetchAhead, provide, provideCourse } from "./parts";
import { load } from "./storage";
import { BROKEN, spoken, told } from "./store";
import { App } from "./view/app";
import { Loading } from "./view/loading";
import { Trouble } from "./view/trouble";
import { Welcome } from "./view/welcome";

const root = document.getElementById("app");
const bare = document.getElementById("bare");
const asked = new URLSearchParams(location.search).get("lang");

function sayPresses(left: number): void {
  spoken.value = left > 0 ? t("widget.exit.more", { count: left }) : "";
}

/** What draws a part is all that its file gives. */
const only = (given: Readonly<Record<string, ComponentType>>): ComponentType =>
  Object.values(given)[0] as ComponentType;

provide(
  { loading: Loading, welcome: Welcome, trouble: Trouble },
  {
    standing: () => import("./view/standing").then(only),
    before: () => import("./view/before").then(only),
    talk: () => import("./view/talk").then(only),
    ended: () => import("./view/ended").then(only),
    closed: () => import("./view/closed").then(only),
    insecure: () => import("./view/insecure").then(only),
    full: () => import("./view/full").then(only),
    cover: () => import("./view/cover").then(({ Cover }) => Cover),
  },
);
provideCourse(() => import("./course"));
document.documentElement.classList.toggle("framed", inFrame());
exitShift(new AbortController().signal, exit, sayPresses);
listenToHost(exit);
resetOnReturn();
// where nothing can be drawn, the plain way out is as thorough as the other one
bare?.querySelector("a")?.addEventListener("click", (event) => {
  event.preventDefault();
  exit();
});
await setLanguage(pickLanguage([load().lang, asked, ...navigator.languages])).catch(() => undefined);
// Every signal a screen reads is seen by this effect: a change renders the page anew.
let undress: (() => void) | undefined;
effect(() => {
  const { colours } = told.value;
  undress?.();
  undress = colours && dress(colours);
});
effect(() => {
  if (!root?.isConnected) return;
  try {
    render(<App />, root);
    bare?.remove();
  } catch {
    if (bare) root.replaceWith(bare);
  }
});
focusOnChange();
await begin().catch(() => show("trouble", BROKEN));
follow();
fetchAhead("cover");
