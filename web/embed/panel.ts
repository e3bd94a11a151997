// The button and the frame on the host page, in a shadow root so that neither side's styles reach the other.

import { exitShift } from "../shared/exit-shift";
import type { Availability } from "../shared/http";
import { NEUTRAL } from "../shared/neutral";
import { recall } from "./recall";
import { atLeft, BUTTON, dress, FRAME, HOST } from "./style";
import { words } from "./words";

export interface Panel {
  open(): void;
  close(): void;
  destroy(): void;
}

type Tell = (name: "state" | "unread", value: string | number) => void;

/** As the desk's profile has them, for a page that is light, where it has any. */
interface Colours {
  light?: { accent: string; on_accent: string } | null;
}

/** `data-` attributes of the tag: where the button stands, what it says, and whether it opens a window of its own. */
export interface Wishes {
  position?: string;
  label?: string;
  window?: string;
}

/** `languages`: the dearest first. */
export function panel(
  origin: string,
  desk: string,
  languages: readonly string[],
  wishes: Wishes,
  tell: Tell,
): Panel {
  const say = words(languages);
  const place = (one: HTMLElement): void => {
    if (wishes.position === "left") atLeft(one);
  };
  say.open = wishes.label || say.open;
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
  button.lang = say.lang;
  place(button);

  const make = (): void => {
    if (frame) return;
    frame = document.createElement("iframe");
    frame.src = address;
    frame.title = say.open;
    frame.referrerPolicy = "no-referrer";
    frame.style.cssText = FRAME;
    place(frame);
    root.append(frame);
  };
  const post = (message: object): void => frame?.contentWindow?.postMessage(message, origin);
  const keep = (): void => kept.keep(running ? (shown ? "open" : "hidden") : "");
  const draw = (): void => {
    button.style.visibility = shown ? "hidden" : "visible";
    if (frame) frame.style.visibility = shown ? "visible" : "hidden";
    if (heard) post({ hearline: "visible", value: shown });
    if (running) keep();
  };
  const show = (yes: boolean): void => {
    shown = yes;
    draw();
    (yes ? frame : button)?.focus();
  };
  const open = (): void => {
    if ("window" in wishes) return void window.open(address, "_blank", "noreferrer");
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
    kept.keep("");
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
      if (!heard) {
        heard = true;
        draw();
      }
      if (hearline === "close") show(false);
      if (hearline === "exit" && /^http/.test(value)) leave(value);
      if (hearline === "unread") {
        badge(value);
        tell(hearline, value);
      }
      if (hearline === "state") {
        running = value === "waiting" || value === "chat";
        keep();
        tell(hearline, value);
      }
    },
    { signal },
  );
  exitShift(signal, () => {
    // a frame that has not come yet holds nothing, and hears nothing
    if (shown) heard ? post({ hearline: "exit" }) : leave(NEUTRAL);
  });
  const ask = async (): Promise<void> => {
    let state = "idle";
    try {
      // biome-ignore lint/style/noRestrictedGlobals: a loader of 2 KB; the type of the answer is the server's all the same
      const answer = await fetch(`${origin}/api/desks/${desk}`, { referrerPolicy: "no-referrer" });
      if (answer.status === 404) {
        destroy();
        // biome-ignore lint/suspicious/noConsole: whoever put the line there looks here for why nothing shows
        console.warn(`Hearline: no desk ${desk}`);
        return;
      }
      const { service, colours }: Availability & { colours?: Colours } = await answer.json();
      if (service === "closed") {
        state = service;
        say.open = say.closed;
      }
      const { style } = button;
      if (colours?.light)
        [style.backgroundColor, style.color] = [colours.light.accent, colours.light.on_accent];
      badge(0);
    } catch {
      // not asked, or not answered: the chat itself says how it stands
    }
    if (!running) tell("state", state);
  };
  void ask();
  badge(0);
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
