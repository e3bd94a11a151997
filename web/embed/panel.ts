// The button and the frame on the host page, in a shadow root so that neither side's styles reach the other.
import { exitShift } from "../shared/exit-shift";
import type { Availability } from "../shared/http";
import { CSS } from "./style";
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
  const host = document.createElement("hearline-chat");
  const root = host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(CSS);
  root.adoptedStyleSheets = [sheet];
  const button = document.createElement("button");
  const quit = new AbortController();
  const { signal } = quit;
  let frame: HTMLIFrameElement | null = null;
  let heard = false;
  button.type = "button";
  button.lang = say.lang;
  button.textContent = say.open;

  const make = (): HTMLIFrameElement => {
    const made = document.createElement("iframe");
    made.src = `${origin}/widget/${desk}?lang=${say.lang}`;
    made.title = say.title;
    made.referrerPolicy = "no-referrer";
    root.append(made);
    return made;
  };
  const show = (yes: boolean): void => {
    host.toggleAttribute("open", yes);
    if (heard) frame?.contentWindow?.postMessage({ hearline: "visible", value: yes }, origin);
    (yes ? frame : button)?.focus();
  };
  const open = (): void => {
    frame ??= make();
    show(true);
  };
  const destroy = (): void => {
    quit.abort();
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

  button.addEventListener("click", open);
  addEventListener(
    "message",
    ({ data, source, origin: from }) => {
      if (from !== origin || !frame || source !== frame.contentWindow) return;
      const { hearline, value } = data;
      heard = true;
      if (hearline === "close") show(false);
      if (hearline === "exit" && /^https?:/.test(value)) leave(value);
      if (hearline === "unread") badge(value);
      if (hearline === "state" || hearline === "unread") tell(hearline, value);
    },
    { signal },
  );
  exitShift(signal, () => {
    if (host.hasAttribute("open")) frame?.contentWindow?.postMessage({ hearline: "exit" }, origin);
  });
  // biome-ignore lint/style/noRestrictedGlobals: a loader of 2 KB; the type of the answer is the server's all the same
  fetch(`${origin}/api/desks/${desk}`, { credentials: "omit", referrerPolicy: "no-referrer" })
    .then((answer): Promise<Availability> => answer.json())
    .then(({ service }) => {
      if (service === "closed") say.open = say.closed;
      badge(0);
      tell("state", service === "closed" ? "closed" : "idle");
    })
    .catch(() => tell("state", "idle"));
  root.append(button);
  document.body.append(host);
  return { open, close: () => show(false), destroy };
}
