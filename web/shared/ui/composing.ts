// Writing a message: a box that grows with its text, and how much room is left.
import { useLayoutEffect, useRef } from "preact/hooks";
import { MAX_TEXT } from "../crypto/message";

/** From here on the room that is left is told. */
const FEW = 200;

/** Characters left, as the server counts them; negative when there are too many. */
export const roomLeft = (text: string): number => MAX_TEXT - Array.from(text).length;

export const isNearlyFull = (left: number): boolean => left <= FEW;

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
