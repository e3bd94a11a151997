// Pictures and files never enter a chat: what is dropped or pasted is refused before anything of it is read.
import { signal } from "@preact/signals-core";

/** Somebody tried; shown until they have read why not. */
export const tried = signal(false);

type Carried = Pick<DataTransfer, "types"> | null;

const holds = (carried: Carried, type: string): boolean => Array.from(carried?.types ?? []).includes(type);

/** Words copied from elsewhere may have a picture of themselves beside them: they are welcome. Not so what is dropped: a
 * browser would open the file, whatever words its name or address is. */
const holdsFile = (event: ClipboardEvent | DragEvent): boolean =>
  "dataTransfer" in event
    ? holds(event.dataTransfer, "Files")
    : holds(event.clipboardData, "Files") && !holds(event.clipboardData, "text/plain");

function refuse(event: ClipboardEvent | DragEvent): void {
  if (!holdsFile(event)) return;
  event.preventDefault();
  if (event.type !== "dragover") tried.value = true;
}

/** Also stops a browser from opening what is dropped in the place of the chat. */
export function refuseFiles(): () => void {
  const leave = new AbortController();
  for (const kind of ["paste", "dragover", "drop"] as const)
    document.addEventListener(kind, refuse, { signal: leave.signal });
  return () => {
    leave.abort();
    tried.value = false;
  };
}
