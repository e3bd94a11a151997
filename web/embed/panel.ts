// The button and the frame on the host page, in a shadow root so that neither side's styles reach the other.
import { exitShift } from "../shared/exit-shift";
import type { Availability } from "../shared/http";
import { recall } from "./recall";
import { BUTTON, dress, FRAME, HOST } from "./style";
import { words } from "./words";

export interface Panel {
  open(): void;
  close(): void;
  destroy(): void;
}

type Tell = (name: "state" | "unread", value: string | number) => void;

/** `wishes`: languages, the dearest first. */
export function panel(origin: string, desk: string, wishes: readonly string[], tell: Tell): Panel {
  const say = words(wishes);
  const address = `${origin}/widget/${desk}?lang=${say.lang}`;
  const host = document.createElement("hearline-chat");
  const root = host.attachShadow({ mode: "open" });
  const button = document.createElement("button");
  const quit = new AbortController();
  const { signal } = quit;
  const kept = recall(desk);
  let frame: HTMLIFrameElement | null = null;
  let heard = false;
  let shown = false;
  let running = false;
  host.style.cssText = HOST;
  button.style.cssText = BUTTON;
  button.type = "button";
  button.lang = say.lang;
  button.textContent = say.open;

  const make = (): void => {
    if (frame) return;
    frame = document.createElement("iframe");
    frame.src = address;
    frame.title = say.title;
    frame.referrerPolicy = "no-referrer";
    frame.style.cssText = FRAME;
    root.append(frame);
  };
  const post = (message: unknown): void => frame?.contentWindow?.postMessage(message, origin);
  const draw = (): void => {
    host.toggleAttribute("open", shown);
    button.style.visibility = shown ? "hidden" : "visible";
    if (frame) frame.style.visibility = shown ? "visible" : "hidden";
    if (heard) post({ hearline: "visible", value: shown });
    if (running) kept.keep(shown);
  };
  const show = (yes: boolean): void => {
    shown = yes;
    draw();
    (yes ? frame : button)?.focus();
  };
  const open = (): void => {
    make();
    show(true);
  };
  const mount = (): void => {
    document.documentElement.append(host);
    watch.observe(document.documentElement, { childList: true });
  };
  // a page may swap all that it holds: the chat stays
  const watch = new MutationObserver(() => host.isConnected || mount());
  const destroy = (): void => {
    quit.abort();
    watch.disconnect();
    kept.forget();
    host.remove();
    frame = null;
  };
  const leave = (to: string): void => {
    destroy();
    location.replace(to);
  };
  const badge = (unread: number): void => {
    button.textContent = unread > 0 ? `${say.open} (${unread})` : say.open;
  };
  const stands = (state: string): void => {
    running = state === "waiting" || state === "chat";
    if (running) kept.keep(shown);
    else kept.forget();
    tell("state", state);
  };

  button.addEventListener("click", open);
  addEventListener(
    "message",
    ({ data, source, origin: from }) => {
      if (from !== origin || !frame || source !== frame.contentWindow) return;
      const { hearline, value } = data;
      if (!heard) {
        heard = true;
        draw();
      }
      if (hearline === "close") show(false);
      if (hearline === "exit" && /^https?:/.test(value)) leave(value);
      if (hearline === "unread") {
        badge(value);
        tell(hearline, value);
      }
      if (hearline === "state") stands(value);
    },
    { signal },
  );
  exitShift(signal, () => {
    // a frame that has not come yet holds nothing, and hears nothing
    if (shown) heard ? post({ hearline: "exit" }) : leave("https://www.meteo.be/");
  });
  Promise.resolve()
    // biome-ignore lint/style/noRestrictedGlobals: a loader of 2 KB; the type of the answer is the server's all the same
    .then(() => fetch(`${origin}/api/desks/${desk}`, { credentials: "omit", referrerPolicy: "no-referrer" }))
    .then((answer): Promise<Availability> => answer.json())
    .then(({ service }) => {
      if (service === "closed") say.open = say.closed;
      badge(0);
      return service === "closed" ? "closed" : "idle";
    })
    .catch(() => "idle")
    .then((state) => running || tell("state", state));
  dress(root);
  root.append(button);
  mount();
  watch.observe(document, { childList: true });
  if (kept.was) {
    make();
    shown = kept.was === "open";
  }
  draw();
  return { open, close: () => show(false), destroy };
}
