// Writing: a box that grows with its text, and what is said of the room that is left.
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { isNearlyFull, roomLeft } from "../length";

/** A counter that spoke at each key would drown what is written. */
const REST_MS = 1_000;

export interface Room {
  /** Negative when there are too many. */
  left: number;
  /** Shown near the limit and beyond. */
  shown: boolean;
  /** What a screen reader is told: the room as it was when the hand last rested; null far from the limit. */
  said: number | null;
}

export function useRoom(text: string, most: number): Room {
  const left = roomLeft(text, most);
  const shown = isNearlyFull(left, most);
  const [said, say] = useState<number | null>(null);
  useEffect(() => {
    const timer = setTimeout(() => say(shown ? left : null), REST_MS);
    return () => clearTimeout(timer);
  }, [left, shown]);
  return { left, shown, said };
}

/** A text field as high as its text; its style sheet says where that ends. */
export function useGrowing(text: string) {
  const box = useRef<HTMLTextAreaElement>(null);
  useLayoutEffect(() => {
    if (!box.current) return;
    box.current.style.height = "auto";
    box.current.style.height = `${box.current.scrollHeight + 2}px`;
  }, [text]);
  return box;
}
