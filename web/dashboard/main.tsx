// Entry of the dashboard: words, session, then the screen.

import "../shared/base.css";
import "../staff/styles/index.css";
import "./styles/index.css";
import { render } from "preact";
import { startClock } from "../staff/clock";
import { startLanguage } from "../staff/language-picker";
import { restore } from "../staff/session";
import { followZone } from "../staff/zone";
import { App } from "./app";

const root = document.getElementById("app");
if (root) {
  startClock();
  followZone();
  await startLanguage();
  render(<App />, root);
  await restore();
}
