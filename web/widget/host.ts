// What the frame and the page around it say to each other: where the chat stands, whether it is shown, never words.
import { signal } from "@preact/signals-core";

export type HostState = "closed" | "idle" | "waiting" | "chat" | "ended";

/** Scripts of the page around us send anything to every frame they find. */
type Told = { hearline?: string; value?: boolean } | null | undefined;

const framed = window.parent !== window;
/** Until the page around us has said so, nobody is known to look. */
export const shown = signal(!framed);

/** Not out of a page that has hidden us: somebody may write there. */
export const mayTakeFocus = (): boolean => shown.peek() || document.hasFocus();

export function tell(hearline: string, value: string | number): void {
  if (framed) window.parent.postMessage({ hearline, value }, "*");
}

export const inFrame = (): boolean => framed;
export const tellState = (state: HostState): void => tell("state", state);
export const askClose = (): void => tell("close", "");
export const askExit = (to: string): void => tell("exit", to);

/** Listens to the loader: shown, hidden, or asked to leave at once. */
export function listenToHost(exit: () => void): void {
  addEventListener("message", ({ source, data }: MessageEvent<Told>) => {
    if (source !== window.parent || !framed) return;
    if (data?.hearline === "exit") exit();
    if (data?.hearline === "visible") shown.value = data.value === true;
  });
  tell("here", "");
}
