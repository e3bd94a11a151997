import { describe, expect, it } from "vitest";
import { ApiError } from "./ask";
import { persist } from "./persist";

/** Fails with each of these in turn, then answers. */
function failing(...problems: Error[]) {
  const waits: number[] = [];
  const ask = async () => {
    const problem = problems.shift();
    if (problem) throw problem;
    return "done";
  };
  const wait = async (ms: number) => {
    waits.push(ms);
  };
  return { waits, asked: persist(ask, wait) };
}

describe("asking until there is an answer", () => {
  it("goes on while nobody answers or the service is away for a while", async () => {
    const { waits, asked } = failing(
      new ApiError(0, "offline"),
      new ApiError(502, "http_502"),
      new ApiError(503, "unavailable", "", 2),
    );
    expect(await asked).toBe("done");
    expect(waits).toHaveLength(3);
    expect(waits[2]).toBeGreaterThanOrEqual(2000);
  });

  it("waits a minute at most", async () => {
    const { waits, asked } = failing(new ApiError(503, "unavailable", "", 3600));
    await asked;
    expect(waits).toEqual([60_000]);
  });

  it("stops at a refusal", async () => {
    await expect(failing(new ApiError(400, "bad_value")).asked).rejects.toThrow("bad_value");
    await expect(failing(new TypeError("a mistake of ours")).asked).rejects.toThrow(TypeError);
  });
});
