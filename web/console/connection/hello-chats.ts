// What a hello names of the chats that are held, in the room of one frame: a longer list would be refused whole.
import { type HelloStaff, MAX_FRAME_BYTES } from "../../shared/protocol";

type Cursor = NonNullable<HelloStaff["chats"]>[number];

/** The rest of a hello takes less than half. */
const ROOM = MAX_FRAME_BYTES / 2;

/** As many as there is room for, the first ones first. */
export function fitting(cursors: readonly Cursor[]): Cursor[] {
  let room = ROOM;
  return cursors.filter((one) => {
    const size = new TextEncoder().encode(JSON.stringify(one)).length + 1;
    if (size > room) return false;
    room -= size;
    return true;
  });
}
