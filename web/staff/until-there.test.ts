// Asked for until it comes, and no longer than somebody wants it.
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { ApiError } from "../shared/ask";
import { untilThere } from "./until-there";

const LONG_MS = 120_000;
const away = new ApiError(503, "unavailable");

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it("comes late, and says meanwhile why it does not", async () => {
  const told: string[] = [];
  const asked = vi.fn().mockRejectedValueOnce(away).mockResolvedValue("words");
  const found = untilThere(
    asked,
    () => true,
    (code) => told.push(code),
  );
  await vi.advanceTimersByTimeAsync(LONG_MS);
  expect([await found, told]).toEqual(["words", ["unavailable"]]);
});

it("is asked for no more, told of no more and given to nobody, once it is not wanted", async () => {
  let wanted = true;
  const told: string[] = [];
  const asked = vi.fn().mockRejectedValue(away);
  const found = untilThere(
    asked,
    () => wanted,
    (code) => told.push(code),
  );
  await vi.advanceTimersByTimeAsync(0);
  wanted = false;
  await vi.advanceTimersByTimeAsync(LONG_MS);
  expect([await found, told.length, asked.mock.calls.length]).toEqual([null, 1, 1]);
});

it("is given up when it is refused for good", async () => {
  const asked = vi.fn().mockRejectedValue(new ApiError(403, "not_allowed"));
  expect(await untilThere(asked, () => true)).toBeNull();
  expect(asked).toHaveBeenCalledTimes(1);
});
