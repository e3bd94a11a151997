// A `ref` for what takes the focus as it comes: browsers heed `autofocus` once in a page's life.
export const takeFocus = (one: HTMLElement | null): void => one?.focus();
