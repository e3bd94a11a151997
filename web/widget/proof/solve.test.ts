// The plain hash agrees with Node's, and the solver's answer is one the server would find too.
import { createHash, randomBytes } from "node:crypto";
import { expect, it } from "vitest";
import { sha256 } from "./sha256";
import { readChallenge, solve, solveInSlices } from "./solve";

it("hashes like everybody else, at every length around a block", () => {
  for (const size of [0, 1, 54, 55, 56, 63, 64, 65, 119, 120, 200]) {
    const bytes = randomBytes(size);
    expect(Buffer.from(sha256(bytes)).toString("hex")).toBe(createHash("sha256").update(bytes).digest("hex"));
  }
});

it("finds a chain that starts as asked", () => {
  const parameters = { cost: 3, keyPrefix: "00", nonce: "aabb", salt: "0102" };
  const { counter, derivedKey } = solve({ parameters, signature: "" });
  const head = Buffer.alloc(4);
  head.writeUInt32BE(counter);
  let hash = createHash("sha256")
    .update(Buffer.concat([Buffer.from("0102aabb", "hex"), head]))
    .digest();
  for (let round = 1; round < 3; round += 1) hash = createHash("sha256").update(hash).digest();
  expect(hash.toString("hex")).toBe(derivedKey);
  expect(derivedKey.startsWith("00")).toBe(true);
});

it("finds the same in slices, between which the page lives", async () => {
  const challenge = { parameters: { cost: 3, keyPrefix: "00", nonce: "aabb", salt: "0102" } };
  let lived = 0;
  const other = setInterval(() => {
    lived += 1;
  });
  expect(await solveInSlices(challenge, 0)).toEqual(solve(challenge));
  clearInterval(other);
  expect(lived).toBeGreaterThan(0);
});

it("takes a challenge whole, and nothing that lacks a part of the work", () => {
  const parameters = { cost: 3, keyPrefix: "00", nonce: "aabb", salt: "0102" };
  const whole = { parameters, signature: "s" };
  expect(readChallenge(whole)).toBe(whole);
  for (const name of ["cost", "keyPrefix", "nonce", "salt"])
    expect(() => readChallenge({ parameters: { ...parameters, [name]: undefined } })).toThrow(
      "not a challenge",
    );
  expect(() => readChallenge({ parameters: { ...parameters, cost: "3" } })).toThrow("not a challenge");
  expect(() => readChallenge({})).toThrow("not a challenge");
});
