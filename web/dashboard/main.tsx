// Entry of the dashboard: words, session, then the screen.

import "../shared/base.css";
import "../staff/styles/index.css";
import "./styles/index.css";
import { restore } from "../staff/session";
import { start } from "../staff/start";
import { followZone } from "../staff/zone";
import { App } from "./app";

followZone();
await start(App);
await restore();
