// @vitest-environment happy-dom
// The newest line stays in view while the box changes its height, and leaves it for a reader who goes up and does not write.
import { signal } from "@preact/signals-core";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { drawn, type Shown, show, soon } from "../testing";
import { ownNewest, useNewestInView } from "./follow";
import type { Said } from "./model";

let shown: Shown;
let pane: HTMLElement;
let resized: () => void;
const LINES = 754;

const said = (key: string, mine: boolean): Said => ({
  ...{ kind: "said", key, who: mine ? "teen" : "counsellor", mine, fence: 1, payload: {}, delivery: "" },
});
const lines = signal([said("a", true), said("b", false)]);

function Pane() {
  const { box, onScroll } = useNewestInView<HTMLDivElement>([lines.value], ownNewest(lines.value));
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

it("shows what somebody has just written, however far up they were, and leaves them there for an answer", async () => {
  const goUp = () => {
    for (const top of [153, 20]) scrolled(601, top);
  };
  goUp();
  lines.value = [...lines.value, said("c", true)];
  await drawn();
  expect(pane.scrollTop).toBe(LINES);
  goUp();
  lines.value = [...lines.value, said("d", false)];
  await drawn();
  expect([pane.scrollTop, follows()]).toEqual([20, false]);
});
