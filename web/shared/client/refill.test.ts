// What an end holds goes into frames of fifteen thousand bytes: in order, none left out, only the last marked.
import { expect, it } from "vitest";
import type { Entry } from "../protocol";
import { refillFrames } from "./refill";

const entry = (seq: number, size: number): Entry => ({
  ...{ seq, who: "teen", cid: `c${seq}`, n: seq, fence: 1, kid: "k", kind: "text", body: "x".repeat(size) },
  ...{ stamp: "s", place: "p" },
});
const shape = (...sizes: number[]) =>
  refillFrames(
    "c",
    "e2",
    sizes.map((size, at) => entry(at + 1, size)),
  ).map((frame) => [frame.entries.map((one) => one.seq), frame.last]);

it("sends one frame even when it holds nothing", () => {
  expect(refillFrames("c", "e2", [])).toEqual([
    { t: "refill", chat: "c", epoch: "e2", entries: [], last: true },
  ]);
});

it("fills a frame up to its limit, each entry with what surrounds it", () => {
  expect(shape(6_970, 6_970)).toEqual([[[1, 2], true]]);
  expect(shape(6_970, 6_971)).toEqual([
    [[1], false],
    [[2], true],
  ]);
});

it("begins a new count with each frame", () => {
  expect(shape(9_000, 9_000, 4_940, 1_000)).toEqual([
    [[1], false],
    [[2, 3], false],
    [[4], true],
  ]);
});

it("sends an entry that is too large for any frame by itself", () => {
  expect(shape(20_000, 1)).toEqual([
    [[1], false],
    [[2], true],
  ]);
});

it("keeps chat and epoch in every frame", () => {
  const frames = refillFrames("c", "e2", [entry(1, 14_000), entry(2, 14_000)]);
  expect(frames.map(({ t, chat, epoch }) => [t, chat, epoch])).toEqual([
    ["refill", "c", "e2"],
    ["refill", "c", "e2"],
  ]);
});
