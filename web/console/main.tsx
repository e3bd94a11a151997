// Entry of the console: words, session, then the screen.

import "../shared/base.css";
import "../staff/styles/index.css";
import "./styles/index.css";
import { render } from "preact";
import { startClock } from "../staff/clock";
import { startLanguage } from "../staff/language-picker";
import { restore } from "../staff/session";
import { followZone } from "../staff/zone";
import { App } from "./app";
import { forgetOnSignOut } from "./connection/connect";
import { keepDrafts, restoreDrafts } from "./drafts";

const root = document.getElementById("app");
if (root) {
  startClock();
  followZone();
  forgetOnSignOut();
  await startLanguage();
  render(<App />, root);
  await restore();
  await restoreDrafts();
  keepDrafts();
}
