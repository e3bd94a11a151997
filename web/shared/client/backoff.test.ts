// The bound doubles from 600 ms to 15 s; the wait is anywhere under it.
import { expect, it } from "vitest";
import { backoff } from "./backoff";

it.each([
  [0, 600],
  [1, 1_200],
  [2, 2_400],
  [4, 9_600],
  [5, 15_000],
  [11, 15_000],
  [5_000, 15_000],
])("attempt %d waits less than %d ms", (attempt, bound) => {
  expect(backoff(attempt, () => 0)).toBe(0);
  expect(backoff(attempt, () => 0.5)).toBe(bound / 2);
  expect(backoff(attempt, () => 0.999999)).toBe(bound);
});
