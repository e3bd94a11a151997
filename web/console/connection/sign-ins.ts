// What a sign-in that ends leaves of this page: nothing, or for a while, behind the sign-in, what its person was doing.
import type { Me } from "../../shared/http";
import { tab } from "../../shared/tab";
import { holding, me, restore } from "../../staff/session";
import { forgetBox, keepAgain, PLACE } from "../box";
import { forgetForms, storeAgain } from "../forms";
import { forgetLibrary, loadLibrary } from "../library";
import { forgetAll, link, SHIFT, stuck, working } from "../store";
import { become, engine } from "./engine";

const HELD_MS = 15 * 60_000;

let whose = "";
let back = false;
let asking = false;
let enrolling = false;
let timer: ReturnType<typeof setTimeout> | undefined;

/** How the sign-in that is over has ended: whether its person may come back to this page and go on. */
export function expectBack(may: boolean): void {
  back = may;
}

/** Connects again with everything that is held, unsent words too. */
export const reconnect = (): void => engine()?.driver.revive();

/** Follows who is signed in on this page. Whoever else comes finds nothing of the former. */
export function followSignIns(): void {
  me.subscribe((now) => {
    if (now) came(now);
    else if (now === null) ended();
  });
  document.addEventListener("visibilitychange", () => document.hidden || lookAgain());
  // What is kept of this site changes when somebody signs out, and the box with each word of the tab that took over.
  addEventListener("storage", ({ key }) => key?.startsWith(PLACE) || lookAgain());
}

function ended(): void {
  if (whose && back) hold();
  else letGo(true);
  back = false;
}

/** Whoever must set up a second factor first goes on after that. */
function came({ id, enrol }: Me): void {
  const goesOn = holding.value || enrolling;
  enrolling = enrol;
  if (whose && whose !== id) letGo();
  else if (goesOn && enrol) return;
  else if (goesOn) goOn();
  clearTimeout(timer);
  holding.value = back = false;
  whose = id;
}

/** In memory alone: on the disk nothing says that a shift goes on here. */
function hold(): void {
  holding.value = true;
  tab.remove(SHIFT);
  timer = setTimeout(() => letGo(), HELD_MS);
}

function goOn(): void {
  if (working.value) tab.set(SHIFT, "on");
  keepAgain();
  storeAgain();
  reconnect();
  void loadLibrary(); // what did not come before the sign-in ended was refused for good
}

/** `all`: nobody is signed in, so that no box is another's. A page that comes and finds that leaves the box to the server,
 * which knows whether it still opens. */
export function letGo(all = false): void {
  clearTimeout(timer);
  holding.value = false;
  become(null);
  if (whose) forgetBox(all);
  whose = "";
  forgetAll();
  forgetForms();
  forgetLibrary();
  link.value = { state: "off" };
  tab.clear();
}

/** Its person may have signed in again in another tab, or out of it: a page without a connection is told of neither. */
async function lookAgain(): Promise<void> {
  if (asking || !(holding.value || stuck.value)) return;
  asking = true;
  await restore().finally(() => {
    asking = false;
  });
}
