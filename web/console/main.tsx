// Entry of the console: words, session, then the screen.

import "../shared/base.css";
import "../staff/styles/index.css";
import "./styles/index.css";
import { restore } from "../staff/session";
import { start } from "../staff/start";
import { App } from "./app";
import { forgetOnSignOut } from "./connection/connect";
import { keepDrafts, restoreDrafts } from "./drafts";

forgetOnSignOut();
await start(App);
await restore();
await restoreDrafts().catch(() => undefined); // what cannot be read here is written anew
keepDrafts();
