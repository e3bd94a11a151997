// Dark or light as it is asked for. Engines do not agree whether a frame asks its system or the page around it.
const dark: CSSMediaRule[] = [];

/** The rules for the dark, which say so until they are taken. */
function find(): void {
  for (const sheet of document.styleSheets)
    for (const rule of sheet.cssRules)
      if (rule instanceof CSSMediaRule && rule.media.mediaText.includes("prefers-color-scheme: dark"))
        dark.push(rule);
}

export function shade(on: boolean): void {
  find();
  document.documentElement.style.colorScheme = on ? "dark" : "light";
  for (const rule of dark) rule.media.mediaText = on ? "all" : "not all";
}
