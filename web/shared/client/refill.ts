// Cuts what this end holds into refill frames that stay under the size limit of a frame.
import type { Entry, Refill } from "../protocol";

const FRAME_BYTES = 14_500;
const OVERHEAD = 280;

/** At least one frame, the last marked; entries keep their order. */
export function refillFrames(chat: string, epoch: string, entries: readonly Entry[]): Refill[] {
  const frames: Refill[] = [{ t: "refill", chat, epoch, entries: [], last: false }];
  let size = 0;
  for (const entry of entries) {
    const cost = entry.body.length + OVERHEAD;
    if (size > 0 && size + cost > FRAME_BYTES) {
      frames.push({ t: "refill", chat, epoch, entries: [], last: false });
      size = 0;
    }
    frames[frames.length - 1]?.entries.push(entry);
    size += cost;
  }
  const last = frames[frames.length - 1];
  if (last) last.last = true;
  return frames;
}
