// A text field owns its keys: those that an input method takes, and those that write.

/** Part of a composition, also where a browser says so late: Safari's Enter comes after its end, by this code alone. */
export const composes = (event: KeyboardEvent): boolean => event.isComposing || event.keyCode === 229;

export const isMac = (): boolean => /^(Mac|iP)/.test(navigator.platform);

/** Whether this key with Alt would write, move or unfold something in the field it is pressed in. */
export function fieldOwns(event: KeyboardEvent): boolean {
  const target = event.composedPath()[0];
  if (!(target instanceof HTMLElement)) return false;
  if (!target.isContentEditable && !target.matches("input, textarea, select")) return false;
  if (isMac()) return !event.ctrlKey;
  const writes = event.key === "Dead" || /^[^\x20-\x7e]$/u.test(event.key);
  return writes || event.getModifierState("AltGraph") || target.matches("select");
}
