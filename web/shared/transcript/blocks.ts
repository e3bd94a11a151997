// A long chat in blocks: at each frame a browser looks whether each part that may be out of sight still is.
import type { VNode } from "preact";
import { useRef } from "preact/hooks";

const LINES = 50;

interface Keyed {
  readonly key: unknown;
}
export interface Block<T> {
  id: number;
  lines: T[];
}

/** What is drawn, in its order. A line stays in its block, whatever comes or goes before it: one that were drawn anew
 * would be read out again, and lose the focus. Where lines came in between, a block may be longer. */
export function inBlocks<T extends Keyed>(drawn: readonly T[], former: readonly Block<T>[]): Block<T>[] {
  const known = new Map(former.flatMap(({ id, lines }) => lines.map(({ key }) => [key, id])));
  let next = Math.max(0, ...former.map(({ id }) => id + 1));
  const blocks: Block<T>[] = [];
  const over = new Set<number>();
  const idOf = ({ key }: Keyed): number | undefined => {
    const id = known.get(key);
    return id === undefined || over.has(id) ? undefined : id;
  };
  drawn.forEach((line, at) => {
    const last = blocks[blocks.length - 1];
    const id = idOf(line) ?? (last && (last.lines.length < LINES || goesOn(at, last.id)) ? last.id : next++);
    if (last?.id === id) last.lines.push(line);
    else {
      if (last) over.add(last.id);
      blocks.push({ id, lines: [line] });
    }
  });
  return blocks;

  /** Whether the next line that was there before is of this block. */
  function goesOn(at: number, id: number): boolean {
    const following = drawn.slice(at).find((line) => idOf(line) !== undefined);
    return following !== undefined && idOf(following) === id;
  }
}

export function useBlocks(drawn: readonly VNode[]): Block<VNode>[] {
  const blocks = useRef<Block<VNode>[]>([]);
  blocks.current = inBlocks(drawn, blocks.current);
  return blocks.current;
}
