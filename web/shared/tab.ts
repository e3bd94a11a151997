// What this tab keeps for its reload. A browser that refuses forgets it, and nothing else stops for that.
function attempt<T>(act: () => T, otherwise: T): T {
  try {
    return act();
  } catch {
    return otherwise;
  }
}

export const tab = {
  get: (name: string): string | null => attempt(() => sessionStorage.getItem(name), null),
  /** Whether it is kept. */
  set: (name: string, text: string): boolean =>
    attempt(() => {
      sessionStorage.setItem(name, text);
      return true;
    }, false),
  remove: (name: string): void => attempt(() => sessionStorage.removeItem(name), undefined),
  clear: (): void => attempt(() => sessionStorage.clear(), undefined),
};
