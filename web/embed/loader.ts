// The script a host page includes: a button, and on a click the chat in an iframe of our own origin.
import { panel } from "./panel";

type Name = "state" | "unread";
type Listener = (value: string | number) => void;

const page = window as { Hearline?: { destroy?: unknown } };
const OURS = /\/embed[^/]*\.js/;

/** The tag that this is. A page that fetches and runs its scripts itself does not say which: there it is the first that
 * names a desk, for others call theirs embed.js, too. */
const find = (): HTMLScriptElement | undefined =>
  [document.currentScript, document.querySelector("[data-desk]"), ...document.scripts].find(
    (one): one is HTMLScriptElement => OURS.test((one as HTMLScriptElement | null)?.src as string),
  );

function start({ src, dataset }: HTMLScriptElement): void {
  const { origin, searchParams } = new URL(src);
  // a tag manager takes attributes of this kind away, and leaves the address
  const wishes: DOMStringMap = { ...Object.fromEntries(searchParams), ...dataset };
  const { desk = "main", lang = "" } = wishes;
  const listeners: Record<Name, Set<Listener>> = { state: new Set(), unread: new Set() };
  /** The newest of each; the state is not known before the desk has answered. */
  const newest: Partial<Record<Name, string | number>> = { unread: 0 };
  const languages = [lang, document.documentElement.lang, ...navigator.languages];
  const view = panel(origin, desk, languages, wishes, (name, value) => {
    newest[name] = value;
    for (const listener of listeners[name]) listener(value);
  });
  const api = {
    ...view,
    destroy(): void {
      view.destroy();
      delete page.Hearline;
    },
    /**
     * What the page may know: closed, idle, waiting, chat or ended, and how many lines are unread. Never words.
     * Tells at once how it stands; gives a function that takes the listener back.
     */
    on(name: Name, listener: Listener): () => void {
      listeners[name].add(listener);
      if (name in newest) listener(newest[name] as string | number);
      return () => api.off(name, listener);
    },
    off(name: Name, listener: Listener): void {
      listeners[name].delete(listener);
    },
  };
  page.Hearline = api;
}

const script = find();
// included twice, or run again by a page that swaps its body: the first goes on
if (script && !page.Hearline?.destroy) start(script);
