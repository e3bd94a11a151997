// The button and the frame on the host page, in a shadow root so that neither side's styles reach the other.

import { exitShift } from "../shared/exit-shift";
import type { Availability } from "../shared/http";
import { NEUTRAL } from "../shared/neutral";
import { recall } from "./recall";
import { above, atLeft, BUTTON, dress, FRAME, HOST } from "./style";
import { words } from "./words";

export interface Panel {
  open(): void;
  close(): void;
  destroy(): void;
}

type Tell = (name: "state" | "unread", value: string | number) => void;

/** As the desk's profile has them, for a page that is light. */
interface Colours {
  light: { accent: string; on_accent: string };
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
  const [lang, usual, closed] = words(languages);
  const inviting = wishes.label || usual;
  const placed = (style: string): string => (wishes.position === "left" ? atLeft(style) : style);
  const address = `${origin}/widget/${desk}?lang=${lang}`;
  const host = document.createElement("hearline-chat");
  const root = host.attachShadow({ mode: "open" });
  const button = document.createElement("button");
  const quit = new AbortController();
  const { signal } = quit;
  const kept = recall(desk);
  const seen = window.visualViewport;
  let frame: HTMLIFrameElement | null = null;
  let heard = false;
  let shown = false;
  let state = "";
  let unread = 0;
  host.style.cssText = HOST;
  button.style.cssText = placed(BUTTON);
  button.lang = lang;

  const make = (): void => {
    if (frame) return;
    frame = document.createElement("iframe");
    frame.src = address;
    frame.title = inviting;
    frame.referrerPolicy = "no-referrer";
    frame.style.cssText = placed(FRAME);
    root.append(frame);
  };
  const post = (message: object): void => frame?.contentWindow?.postMessage(message, origin);
  const running = (): boolean => state === "waiting" || state === "chat";
  const keep = (): void => kept.keep(running() ? (shown ? "open" : "hidden") : "");
  const draw = (): void => {
    button.style.visibility = shown ? "hidden" : "";
    if (frame) frame.style.visibility = shown ? "" : "hidden";
    if (heard) post({ hearline: "visible", value: shown });
    if (running()) keep();
  };
  const show = (yes: boolean): void => {
    shown = yes;
    draw();
    (yes ? frame : button)?.focus();
  };
  const open = (): void => {
    if ("window" in wishes) window.open(address, "_blank", "noreferrer");
    else {
      make();
      show(true);
    }
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
  const label = (): void => {
    button.textContent = (state === "closed" ? closed : inviting) + (unread > 0 ? ` (${unread})` : "");
  };
  const count = (lines: number): void => {
    unread = lines;
    label();
    tell("unread", lines);
  };
  const became = (value: string): void => {
    if (state === value) return;
    state = value;
    label();
    tell("state", value);
  };
  button.addEventListener("click", open);
  addEventListener(
    "message",
    ({ data, source, origin: from }) => {
      if (from !== origin || source !== frame?.contentWindow) return;
      const { hearline, value } = data;
      // also to a frame that was loaded anew
      heard = true;
      draw();
      if (hearline === "close") show(false);
      if (hearline === "exit" && /^http/.test(value)) leave(value);
      if (hearline === "unread") count(value);
      if (hearline === "state") {
        became(value);
        keep();
      }
    },
    { signal },
  );
  // a page that frames nobody of ours: the chat in a window of its own; a policy that only reports bars nothing
  addEventListener(
    "securitypolicyviolation",
    ({ effectiveDirective, blockedURI, disposition }) => {
      if (disposition + effectiveDirective === "enforceframe-src" && !blockedURI.indexOf(origin)) {
        wishes.window = "";
        open();
        show(false);
      }
    },
    { signal },
  );
  exitShift(signal, () => {
    // a frame that has not come yet holds nothing, and hears nothing
    if (shown) heard ? post({ hearline: "exit" }) : leave(NEUTRAL);
  });
  /** Whoever zooms in moves a smaller view over the page, which stays as it is. */
  const fit = (): void => {
    const { scale, height, offsetTop } = seen as VisualViewport;
    if (scale === 1) host.style.cssText = HOST + above(innerHeight - height, offsetTop);
  };
  for (const kind of ["resize", "scroll"]) seen?.addEventListener(kind, fit, { signal });
  /** As the page before left it; or one after, where the browser kept this page and shows it again. */
  const resume = (): void => {
    const was = kept.was();
    // nothing that came in a chat which somebody has left
    was ? make() : count(0);
    if (was || running()) shown = was === "open";
    draw();
  };
  /** Of a desk that is closed again and again, for a page may be left open. Once there is a frame it knows better. */
  const ask = async (): Promise<void> => {
    let now = state || "idle";
    try {
      // biome-ignore lint/style/noRestrictedGlobals: a loader of 2 KB; the type of the answer is the server's all the same
      const answer = await fetch(`${origin}/api/desks/${desk}`, { referrerPolicy: "no-referrer" });
      if (answer.status === 404) {
        destroy();
        // biome-ignore lint/suspicious/noConsole: whoever put the line there looks here for why nothing shows
        console.warn(`Hearline: no desk ${desk}`);
      }
      const { service, colours }: Availability & { colours: Colours } = await answer.json();
      now = service === "closed" ? service : "idle";
      const { accent, on_accent } = colours.light;
      button.style.background = accent;
      button.style.color = on_accent;
    } catch {
      // not asked, or not answered: the chat itself says how it stands; or a desk without colours of its own
    }
    if (heard || signal.aborted) return;
    became(now);
    if (now === "closed") setTimeout(ask, 300_000);
  };
  void ask();
  label();
  dress(root);
  root.append(button);
  mount();
  watch.observe(document, { childList: true });
  resume();
  addEventListener("pageshow", ({ persisted }) => persisted && resume(), { signal });
  return { open, close: () => show(false), destroy };
}
