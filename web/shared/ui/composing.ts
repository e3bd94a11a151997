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

function takeHeight(box: HTMLTextAreaElement | null): void {
  if (!box) return;
  box.style.height = "auto";
  box.style.height = `${box.scrollHeight + 2}px`;
}

/** A text field as high as its text, on a device that is turned, too; its style sheet says where that ends. */
export function useGrowing(text: string) {
  const box = useRef<HTMLTextAreaElement>(null);
  useLayoutEffect(() => takeHeight(box.current), [text]);
  useLayoutEffect(() => {
    const turned = (): void => takeHeight(box.current);
    addEventListener("resize", turned);
    return () => removeEventListener("resize", turned);
  }, []);
  return box;
}
