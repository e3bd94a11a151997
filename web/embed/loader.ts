// The script a host page includes: a button, and on a click the chat in an iframe of our own origin.
import { panel } from "./panel";

type Name = "state" | "unread";
type Listener = (value: string | number) => void;

const script = document.currentScript as HTMLScriptElement;
const origin = new URL(script.src).origin;
const { desk = "main", lang = document.documentElement.lang } = script.dataset;
const listeners: Record<Name, Listener[]> = { state: [], unread: [] };

const view = panel(origin, desk, lang, (name, value) => {
  for (const listener of listeners[name]) listener(value);
});

const api = {
  open: view.open,
  close: view.close,
  destroy(): void {
    view.destroy();
    delete (window as { Hearline?: unknown }).Hearline;
  },
  /** What the page may know: closed, idle, waiting, chat or ended, and how many lines are unread. Never words. */
  on(name: Name, listener: Listener): void {
    listeners[name].push(listener);
  },
};

(window as { Hearline?: unknown }).Hearline = api;
