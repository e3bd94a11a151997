// Keeps the newest line in view, unless the reader looked back and has not written since.
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import type { Between, Line } from "./model";

const NEAR_PX = 80;

/** Which line is the newest, where it is the reader's own. */
export function ownNewest(lines: readonly Line<Between>[]): string {
  const last = lines[lines.length - 1];
  return last?.kind === "said" && last.mine ? last.key : "";
}

/** For a box that scrolls: follows whenever `on` changes, or the box or what it holds changes its size. A new line of one's
 * `own` is shown wherever one was. */
export function useNewestInView<E extends HTMLElement>(on: readonly unknown[], own: string) {
  const box = useRef<E>(null);
  const near = useRef(true);
  const top = useRef(0);
  const high = useRef(0);
  const follow = (): void => {
    if (near.current) box.current?.scrollTo(0, box.current.scrollHeight);
  };
  useLayoutEffect(() => {
    if (own) near.current = true;
  }, [own]);
  useLayoutEffect(follow, on);
  useEffect(() => {
    if (!box.current) return;
    const watch = new ResizeObserver(follow);
    // what is drawn only when it comes into view changes the height of what it stands in
    for (const one of [box.current, ...box.current.children]) watch.observe(one);
    return () => watch.disconnect();
  }, []);
  const onScroll = (): void => {
    const pane = box.current;
    if (!pane) return;
    const { scrollTop, scrollHeight, clientHeight } = pane;
    // lines that turn out higher than they were taken for move nobody away, nor does a box of another height, whose end
    // may stand higher: only going up does
    const stayed = scrollTop >= top.current || clientHeight !== high.current;
    near.current = scrollHeight - scrollTop - clientHeight < NEAR_PX || (near.current && stayed);
    top.current = scrollTop;
    high.current = clientHeight;
  };
  return { box, onScroll };
}
