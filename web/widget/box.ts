// The chat of this tab on its disk: in a box whose key the server keeps while the chat runs.
import { Box, type BoxKey, drawKey, HANDLE_CHARS, openBox } from "../shared/box";
import { boxed, keepWith, keptWith, load, type Saved, save, writeBox } from "./storage";

function keep(key: BoxKey): BoxKey {
  const kept = (): Saved => {
    const { lang: _, ...rest } = load();
    return rest;
  };
  keepWith(new Box(key, kept, writeBox));
  return key;
}

/** The key of the box that is kept from now on, for the server: a chat has one. */
export function boxKey(): BoxKey {
  const held = keptWith();
  return held instanceof Box ? held.key : keep(drawKey());
}

/** After a reload: what the box holds, once `ask` has given its key. Rejects when it is gone, or nobody was reached. */
export async function reopen(ask: (handle: string) => Promise<{ key: string }>): Promise<Saved> {
  const text = boxed();
  const handle = text.slice(0, HANDLE_CHARS);
  const key = { handle, ...(await ask(handle)) };
  const kept = await openBox<Saved>(key, text);
  if (boxed() === text) {
    keep(key);
    save(kept);
  }
  return kept;
}
