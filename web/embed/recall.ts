// That a chat runs, and whether it was open: for the next page of the site in this tab. Nothing about the chat itself.
interface Recall {
  /** How a page of this tab left it; nothing where none runs. */
  was(): string | undefined;
  /** "" forgets. */
  keep(how: "open" | "hidden" | ""): void;
}

/** A browser or a page that keeps nothing loses only this. */
function attempt<T>(doing: () => T): T | undefined {
  try {
    return doing();
  } catch {
    return undefined;
  }
}

export function recall(desk: string): Recall {
  const name = `hearline.${desk}`;
  return {
    was: () => attempt(() => sessionStorage[name]),
    keep: (how) =>
      void attempt(() => {
        if (how) sessionStorage[name] = how;
        else delete sessionStorage[name];
      }),
  };
}
