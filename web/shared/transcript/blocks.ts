// A long chat in blocks: at each frame a browser looks whether each part that may be out of sight still is.
const LINES = 50;

/** What is drawn, in its order, so many to a block. */
export const inBlocks = <T>(drawn: readonly T[]): T[][] =>
  Array.from({ length: Math.ceil(drawn.length / LINES) }, (_, at) =>
    drawn.slice(at * LINES, (at + 1) * LINES),
  );
