// What the frame says to the page around it: where it stands and how many lines are unread, never words.
import { load, save } from "./storage";

export type HostState = "closed" | "idle" | "waiting" | "chat" | "ended";

const framed = window.parent !== window;
/** Until the page around us has said it, nobody is known to look. */
let visible = !framed;
let unread = 0;

function tell(hearline: string, value: string | number): void {
  if (framed) window.parent.postMessage({ hearline, value }, "*");
}

export const inFrame = (): boolean => framed;
export const tellState = (state: HostState): void => tell("state", state);
export const askClose = (): void => tell("close", "");
export const askExit = (to: string): void => tell("exit", to);

function count(lines: number): void {
  unread = lines;
  tell("unread", lines);
  save({ unread });
}

const looks = (): boolean => visible && document.visibilityState === "visible";

/** Lines came; counted while the reader cannot see them. */
export function tellUnread(lines = 1): void {
  if (!looks()) count(unread + lines);
  else if (load().unread) count(0);
}

/** Listens to the loader: shown, hidden, or asked to leave at once. */
export function listenToHost(exit: () => void): void {
  addEventListener("message", ({ source, data }: MessageEvent<{ hearline?: string; value?: boolean }>) => {
    if (source !== window.parent || !framed) return;
    if (data.hearline === "exit") exit();
    if (data.hearline !== "visible") return;
    visible = data.value === true;
    if (looks()) count(0);
  });
  document.addEventListener("visibilitychange", () => {
    if (looks()) count(0);
  });
  tell("here", "");
}
