// Rows that stand still while somebody points at them: what is pressed is what was aimed at.
import { useRef } from "preact/hooks";
import { inOrder } from "../state/order";

export interface Still<T> {
  readonly rows: readonly T[];
  /** For what lies around the rows. */
  readonly around: { onPointerEnter: () => void; onPointerLeave: () => void };
}

/** Whoever is new comes last meanwhile. */
export function useStill<T>(sorted: readonly T[], name: (one: T) => string): Still<T> {
  const pointed = useRef(false);
  const order = useRef<readonly string[]>([]);
  const rows = pointed.current ? inOrder(sorted, order.current, name) : sorted;
  order.current = rows.map(name);
  return {
    rows,
    around: {
      onPointerEnter: () => {
        pointed.current = true;
      },
      onPointerLeave: () => {
        pointed.current = false;
      },
    },
  };
}
