// A keyboard on the screen takes its room from the page: what is written stays above it.

/** Where a browser lays its keyboard over the page instead of making the page smaller. */
export function staysAboveKeyboard(): void {
  const seen = globalThis.visualViewport;
  if (!seen) return;
  const { style } = document.documentElement;
  const follow = (): void => {
    // whoever zooms in moves a smaller view over the page, which stays as it is
    const covered = seen.scale === 1 && innerHeight - seen.height > 1;
    if (covered) style.setProperty("--screen", `${seen.height}px`);
    else style.removeProperty("--screen");
    if (covered) scrollTo(0, 0);
  };
  seen.addEventListener("resize", follow);
  follow();
}
