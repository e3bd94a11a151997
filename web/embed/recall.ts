// That a chat runs, and whether it was open: for the next page of the site in this tab. Nothing about the chat itself.
interface Recall {
  /** How the page before left it. */
  was: string | null;
  keep(open: boolean): void;
  forget(): void;
}

/** A browser or a page that keeps nothing loses only this. */
function attempt<T>(act: () => T): T | null {
  try {
    return act();
  } catch {
    return null;
  }
}

export function recall(desk: string): Recall {
  const name = `hearline.${desk}`;
  return {
    was: attempt(() => sessionStorage.getItem(name)),
    keep: (open) => attempt(() => sessionStorage.setItem(name, open ? "open" : "hidden")),
    forget: () => attempt(() => sessionStorage.removeItem(name)),
  };
}
