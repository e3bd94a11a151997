// The vectors in Node; tests/e2e/test_sealing_vectors.py replays them in the browser.
import { expect, it } from "vitest";
import vectors from "../../../tests/vectors/sealing.json";
import { replay } from "./replay";

it("seals and opens what Python does", async () => {
  const found = await replay(vectors);
  expect(found).toHaveLength(vectors.message.length + vectors.grant.length);
  for (const { got, wanted } of found) {
    expect(got).toEqual(wanted);
  }
});
