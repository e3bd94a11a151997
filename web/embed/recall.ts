// That a chat runs, and whether it was open: for the next page of the site in this tab. Nothing about the chat itself.
interface Recall {
  /** How the page before left it; nothing where none ran. */
  was: string | undefined;
  /** "" forgets. */
  keep(how: "open" | "hidden" | ""): void;
}

/** A browser or a page that keeps nothing loses only this. */
export function recall(desk: string): Recall {
  const name = `hearline.${desk}`;
  const keep: Recall["keep"] = (how) => {
    try {
      if (how) sessionStorage.setItem(name, how);
      else sessionStorage.removeItem(name);
    } catch {}
  };
  try {
    return { was: sessionStorage[name], keep };
  } catch {
    return { was: "", keep };
  }
}
