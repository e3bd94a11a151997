// Draws a line anew only when it or what it depends on has changed: a long chat costs its newest line, not all of them.
import type { VNode } from "preact";
import { useRef } from "preact/hooks";

interface Kept {
  by: string;
  node: VNode;
}

/** Gives the node drawn before for this line while `by` stays the same. */
export function useKept(): (line: object, by: string, draw: () => VNode) => VNode {
  const kept = useRef(new WeakMap<object, Kept>()).current;
  return (line, by, draw) => {
    const before = kept.get(line);
    if (before?.by === by) return before.node;
    const node = draw();
    kept.set(line, { by, node });
    return node;
  };
}
