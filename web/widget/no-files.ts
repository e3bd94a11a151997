// Pictures and files never enter a chat: what is dropped or pasted is refused before anything of it is read.
import { signal } from "@preact/signals-core";
import { holds, keepPage } from "../shared/ui/dropped";

/** Somebody tried; shown until they have read why not. */
export const tried = signal(false);

const refuse = (): void => {
  tried.value = true;
};

/** Words copied from elsewhere may have a picture of themselves beside them: they are welcome. */
function pasted(event: ClipboardEvent): void {
  if (!holds(event.clipboardData, "Files") || holds(event.clipboardData, "text/plain")) return;
  event.preventDefault();
  refuse();
}

export function refuseFiles(): () => void {
  const leave = new AbortController();
  document.addEventListener("paste", pasted, { signal: leave.signal });
  keepPage(refuse, leave.signal);
  return () => {
    leave.abort();
    tried.value = false;
  };
}
