// A button that goes with what it did takes the focus along: it is found again, at the box to write in or at the heading.
import { mayTakeFocus } from "./host";

/** Whatever takes it by itself has done so by then. */
const MOMENT_MS = 200;

let last: Element | null = null;
let byKey = false;

addEventListener("focusin", ({ target }) => {
  last = target as Element;
  byKey = last.matches(":focus-visible");
});

/** Who has tapped beside it, or reads on, is elsewhere by choice: not so who lost it to what went, or works for now. */
function left(): void {
  if (last?.isConnected && !last.matches(":disabled") && document.activeElement === document.body)
    last = null;
}
addEventListener("focusout", () => queueMicrotask(left));

function find(): void {
  const page = last?.ownerDocument;
  if (!page || last?.isConnected || page.activeElement !== page.body) return;
  last = null;
  if (!mayTakeFocus()) return;
  // for whoever has no keyboard the one on the screen stays away
  const box = byKey && page.getElementById("message");
  (box || page.querySelector<HTMLElement>("h1"))?.focus({ preventScroll: true });
}

/** As long as the page lives. */
export function keepFocus(): void {
  const watch = new MutationObserver(() => {
    if (last && !last.isConnected) setTimeout(find, MOMENT_MS);
  });
  watch.observe(document.body, { childList: true, subtree: true });
}
