// Which lines of a long chat are in one block.
import { expect, it } from "vitest";
import { type Block, inBlocks } from "./blocks";

const numbered = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, at) => ({ key: `${from + at}` }));
const sizes = (blocks: readonly Block<object>[]): number[] => blocks.map(({ lines }) => lines.length);
const ids = (blocks: readonly Block<object>[]): number[] => blocks.map(({ id }) => id);

it.each([
  [0, []],
  [1, [1]],
  [50, [50]],
  [51, [50, 1]],
  [100, [50, 50]],
  [101, [50, 50, 1]],
])("has fifty lines to a block: of %i", (count, found) =>
  expect(sizes(inBlocks(numbered(0, count), []))).toEqual(found),
);

it("fills its last block, and then begins another", () => {
  const before = inBlocks(numbered(0, 49), []);
  const full = inBlocks(numbered(0, 50), before);
  expect([sizes(full), sizes(inBlocks(numbered(0, 51), full))]).toEqual([[50], [50, 1]]);
  expect(ids(full)).toEqual(ids(before));
});

it("puts a long past before what was there into blocks of its own", () => {
  const before = inBlocks(numbered(200, 260), []);
  const after = inBlocks(numbered(80, 260), before);
  expect([sizes(after), ids(after).slice(-2)]).toEqual([[50, 50, 20, 50, 10], ids(before)]);
});

it("puts what comes in between into the block around it, and loses no line of one that moved", () => {
  const before = inBlocks(numbered(0, 100), []);
  const late = { key: "late" };
  expect(sizes(inBlocks([...numbered(0, 20), late, ...numbered(20, 100)], before))).toEqual([51, 50]);
  const moved = inBlocks([...numbered(60, 100), ...numbered(0, 60)], before);
  expect(moved.flatMap(({ lines }) => lines).map(({ key }) => Number(key))).toEqual([
    ...Array.from({ length: 40 }, (_, at) => 60 + at),
    ...Array.from({ length: 60 }, (_, at) => at),
  ]);
  expect(new Set(ids(moved)).size).toBe(moved.length);
});
