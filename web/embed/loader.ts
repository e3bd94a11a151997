// The script a host page includes: a button, and on a click the chat in an iframe of our own origin.
import { panel } from "./panel";

type Name = "state" | "unread";
type Listener = (value: string | number) => void;

const script = document.currentScript as HTMLScriptElement;
const origin = new URL(script.src).origin;
const { desk = "main", lang = "" } = script.dataset;
const listeners: Record<Name, Set<Listener>> = { state: new Set(), unread: new Set() };
/** The newest of each; the state is not known before the desk has answered. */
const newest: Partial<Record<Name, string | number>> = { unread: 0 };

const wishes = [lang, document.documentElement.lang, ...navigator.languages];
const view = panel(origin, desk, wishes, (name, value) => {
  newest[name] = value;
  for (const listener of listeners[name]) listener(value);
});

const api = {
  open: view.open,
  close: view.close,
  destroy(): void {
    view.destroy();
    delete (window as { Hearline?: unknown }).Hearline;
  },
  /**
   * What the page may know: closed, idle, waiting, chat or ended, and how many lines are unread. Never words.
   * Tells at once how it stands; gives a function that takes the listener back.
   */
  on(name: Name, listener: Listener): () => void {
    listeners[name].add(listener);
    const now = newest[name];
    if (now !== undefined) listener(now);
    return () => void listeners[name].delete(listener);
  },
};

(window as { Hearline?: unknown }).Hearline = api;
