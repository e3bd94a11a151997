// @vitest-environment happy-dom
// The newest line stays in view while the box changes its height, and leaves it for a reader who goes up.
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { type Shown, show, soon } from "../testing";
import { useNewestInView } from "./follow";

let shown: Shown;
let pane: HTMLElement;
let resized: () => void;
const LINES = 754;

function Pane() {
  const { box, onScroll } = useNewestInView<HTMLDivElement>([]);
  return <div ref={box} onScroll={onScroll} />;
}

/** Such a height, scrolled to there: then the browser says so. */
function scrolled(clientHeight: number, scrollTop: number): void {
  Object.defineProperty(pane, "clientHeight", { value: clientHeight, configurable: true });
  pane.scrollTop = scrollTop;
  pane.dispatchEvent(new Event("scroll"));
}

const follows = (): boolean => {
  resized();
  return pane.scrollTop === LINES;
};

beforeEach(async () => {
  const watching = vi.fn();
  vi.stubGlobal(
    "ResizeObserver",
    class {
      observe = watching;
      disconnect = () => {};
      constructor(act: () => void) {
        resized = act;
      }
    },
  );
  shown = await show(Pane);
  pane = shown.root.firstElementChild as HTMLElement;
  Object.defineProperty(pane, "scrollHeight", { value: LINES });
  await soon(() => expect(watching).toHaveBeenCalled());
});
afterEach(() => {
  shown.close();
  vi.unstubAllGlobals();
});

it("leaves a reader who went up where they are", () => {
  scrolled(601, 153);
  scrolled(601, 20);
  expect(follows()).toBe(false);
});

it("follows when a keyboard goes and comes back before the browser has said so", () => {
  scrolled(80, 674);
  scrolled(257, 153);
  expect(follows()).toBe(true);
});
