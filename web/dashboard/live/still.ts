// Rows that stand still while somebody points at them, or uses keys there: what is pressed is what was aimed at.
import { useRef } from "preact/hooks";
import { useKeptFocus } from "../kept-focus";
import { inPlace } from "../state/order";

/** A pointer that was left there holds nothing: a desk on a wall has nobody who moves it. */
const RESTS_MS = 15_000;

type Told = "onPointerEnter" | "onPointerMove" | "onPointerLeave" | "onFocusIn" | "onKeyDown";

export interface Still<T> {
  readonly rows: readonly T[];
  /** It stands there only so that nothing else comes to its place. */
  readonly gone: (one: T) => boolean;
  /** For what lies around the rows. */
  readonly around: Record<Told, () => void>;
}

/** Whoever is new comes last meanwhile. */
export function useStill<T>(sorted: readonly T[], name: (one: T) => string): Still<T> {
  const until = useRef(0);
  const stood = useRef<readonly T[]>([]);
  const rows = performance.now() < until.current ? inPlace(sorted, stood.current, name) : sorted;
  stood.current = rows;
  const pointed = () => {
    until.current = performance.now() + RESTS_MS;
  };
  const left = () => {
    until.current = 0;
  };
  useKeptFocus(left);
  return {
    rows,
    gone: (one) => !sorted.includes(one),
    around: {
      ...{ onPointerEnter: pointed, onPointerMove: pointed, onPointerLeave: left },
      ...{ onFocusIn: pointed, onKeyDown: pointed },
    },
  };
}
