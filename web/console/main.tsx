// Entry of the console: words, session, then the screen.

import "../shared/base.css";
import "../staff/styles/index.css";
import "./styles/index.css";
import { restore } from "../staff/session";
import { start } from "../staff/start";
import { followZone } from "../staff/zone";
import { App } from "./app";
import { dropFormer, followWriting } from "./box";
import { followSignIns } from "./connection/sign-ins";

followZone();
dropFormer();
followSignIns();
followWriting();
await start(App);
await restore();
