// How the button and the frame look on the host page. Where they stand is set on the elements themselves, which no
// policy of the page and no missing kind of style sheet can take away; the sheet has the rest. What holds both is fixed,
// too: a page whose `html` or `body` is a grid would give it a place of its own. Sizes are shares of what there is: on a
// page with a `zoom` of its own, and where a phone's bars come and go, `vh` and `vw` are others. A keyboard on the screen
// leaves the frame what is seen above it: the way out is at its top, the box to write in at its bottom.
export const HOST = "all:initial;position:fixed;z-index:2147483647;";
export const BUTTON = `all:initial;position:fixed;\
right:max(16px,env(safe-area-inset-right));bottom:max(16px,env(safe-area-inset-bottom));\
padding:16px 24px;font:650 16px system-ui,sans-serif;color:#fff;background:#0b6672;\
border:2px solid #fff;border-radius:99px;box-shadow:0 6px 24px #0004;cursor:pointer`;
export const FRAME = `position:fixed;right:16px;bottom:16px;width:min(420px,100% - 32px);\
height:min(720px,var(--hl-seen,100%) - 32px);transform:translateY(var(--hl-up));border:0;border-radius:18px;\
box-shadow:0 6px 24px #0004;color-scheme:light dark;background:Canvas`;
export const CSS = `button:focus-visible{outline:3px solid #1a4fd6!important;outline-offset:3px!important}\
@media(max-width:560px),(max-height:520px){iframe{inset:auto 0 0!important;width:100%!important;\
height:var(--hl-seen,100%)!important;border-radius:0!important}}`;

/** What is less than that is a scroll bar. */
const BAR = 40;

/** Where a browser lays its keyboard over the page: how much is under it, and how far the page was moved up. */
export function above(under: number, moved: number): string {
  const covered = under > BAR ? under : 0;
  return `--hl-seen:calc(100% - ${covered}px);--hl-up:${Math.min(0, moved - covered)}px`;
}

/** What stands at the right stands at the left, as far from the edge. */
export const atLeft = (style: string): string => style.replace(/right/g, "left");

/** Gives the sheet to a shadow root, in whichever way this browser takes one. */
export function dress(root: ShadowRoot): void {
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(CSS);
    root.adoptedStyleSheets = [sheet];
  } catch {
    root.appendChild(document.createElement("style")).textContent = CSS;
  }
}
