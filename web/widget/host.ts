// What the frame says to the page around it: where it stands and how many lines are unread, never words.
export type HostState = "closed" | "idle" | "waiting" | "chat" | "ended";

const framed = window.parent !== window;
let visible = true;
let unread = 0;

function tell(hearline: string, value: string | number): void {
  if (framed) window.parent.postMessage({ hearline, value }, "*");
}

export const inFrame = (): boolean => framed;
export const tellState = (state: HostState): void => tell("state", state);
export const askClose = (): void => tell("close", "");
export const askExit = (to: string): void => tell("exit", to);

/** A line came; counted while the reader cannot see it. */
export function tellUnread(): void {
  if (visible && document.visibilityState === "visible") return;
  unread += 1;
  tell("unread", unread);
}

function seen(): void {
  unread = 0;
  tell("unread", 0);
}

/** Listens to the loader: shown, hidden, or asked to leave at once. */
export function listenToHost(exit: () => void): void {
  addEventListener("message", ({ source, data }: MessageEvent<{ hearline?: string; value?: boolean }>) => {
    if (source !== window.parent || !framed) return;
    if (data.hearline === "exit") exit();
    if (data.hearline !== "visible") return;
    visible = data.value === true;
    if (visible) seen();
  });
  document.addEventListener("visibilitychange", () => {
    if (visible && document.visibilityState === "visible") seen();
  });
}
