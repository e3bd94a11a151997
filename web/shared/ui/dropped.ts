// Nothing that is dropped takes the page's place, or opens beside it: browsers do so with files and links.

type Carried = Pick<DataTransfer, "types"> | null;

export const holds = (carried: Carried, type: string): boolean =>
  Array.from(carried?.types ?? []).includes(type);

/** Where words can be typed: what is dropped on another field, a browser opens in place of the page. */
function inField({ target }: Event): boolean {
  const { selectionStart, readOnly, disabled } = target as Partial<HTMLInputElement>;
  return typeof selectionStart === "number" && !readOnly && !disabled;
}

/** Words may be dropped into a field, those of a link, too; a file nowhere, whatever words its name or address is. */
export function keepPage(onFile: () => void, signal?: AbortSignal): void {
  const kept = (event: DragEvent) => {
    const file = holds(event.dataTransfer, "Files");
    if (!file && holds(event.dataTransfer, "text/plain") && inField(event)) return;
    event.preventDefault();
    if (file && event.type === "drop") onFile();
  };
  for (const kind of ["dragover", "drop"] as const)
    document.addEventListener(kind, kept, signal ? { signal } : {});
}
