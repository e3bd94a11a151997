// Keeps the newest line in view, unless the reader looked back.
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";

const NEAR_PX = 80;

/** For a box that scrolls: follows whenever `on` changes, or the box or what it holds changes its size. */
export function useNewestInView<E extends HTMLElement>(on: readonly unknown[]) {
  const box = useRef<E>(null);
  const near = useRef(true);
  const top = useRef(0);
  const high = useRef(0);
  const follow = (): void => {
    if (near.current) box.current?.scrollTo(0, box.current.scrollHeight);
  };
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
