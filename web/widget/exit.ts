// Quick exit: cover and wipe first, then away by replacing the top page, and only then say that the chat ends.
import type { EndChat } from "../shared/http";
import { endByBeacon } from "./api";
import { askExit } from "./host";
import { boxed, close, letGo } from "./storage";

export interface Leaving {
  /** What ends the chat, if one runs. */
  credentials: EndChat | null;
  /** Ends the connection: at once, or after what was being sealed. */
  destroy(): Promise<void> | undefined;
  to: string;
}

let gone = false;

/** Whether somebody has left: what comes late is not for them any more. */
export const hasLeft = (): boolean => gone;

function cover(): void {
  document.documentElement.classList.add("gone");
  document.body.replaceChildren();
}

function away(to: string): void {
  askExit(to);
  try {
    (window.top ?? window).location.replace(to);
  } catch {
    location.replace(to);
  }
}

export function quickExit({ credentials, destroy, to }: Leaving): void {
  if (gone) return;
  gone = true;
  cover();
  let last: ReturnType<typeof destroy>;
  try {
    close();
    last = destroy();
  } catch {
    // nothing here keeps anybody
  }
  away(to);
  const end = () => (credentials?.token || credentials?.handle) && endByBeacon(credentials);
  last ? last.then(end, end) : end();
}

/** The page was kept by the browser and is shown again: it begins anew where somebody has left it, or where another page
 * of its tab has begun, gone on with or ended a chat since. Until that is known nobody sees what stands there. */
export function resetOnReturn(): void {
  const { classList } = document.documentElement;
  let before = "";
  addEventListener("pagehide", ({ persisted }) => {
    before = boxed();
    classList.toggle("away", persisted);
  });
  addEventListener("pageshow", ({ persisted }) => {
    if (!persisted || (!gone && boxed() === before)) return classList.remove("away");
    letGo();
    location.reload();
  });
}
