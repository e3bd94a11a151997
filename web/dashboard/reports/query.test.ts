// @vitest-environment happy-dom
// Reports begin with the desk's month, whatever day the reader's clock has; what somebody chose stays.
import { afterEach, beforeEach, expect, it, vi } from "vitest";

beforeEach(() => {
  vi.resetModules();
  vi.useFakeTimers({ toFake: ["Date"], now: new Date("2026-12-31T23:30:00Z") });
  vi.stubEnv("TZ", "UTC");
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

const page = () => Promise.all([import("./query"), import("../../staff/zone")]);
const span = ({ from, to, quarter }: { from: string; to: string; quarter: string }) => [from, to, quarter];

it("follows the desk into its new year", async () => {
  const [{ query, quarters }, { zone, today }] = await page();
  expect(span(query.value)).toEqual(["2026-12-01", "2026-12-31", "2026-Q3"]);
  zone.value = "Europe/Brussels";
  expect(span(query.value)).toEqual(["2027-01-01", "2027-01-01", "2026-Q4"]);
  expect([quarters.value[0], today().getFullYear()]).toEqual(["2026-Q4", 2027]);
});

it("leaves what somebody chose", async () => {
  const [{ query, cover, change }, { zone }] = await page();
  cover({ from: "2026-05-01", to: "2026-05-31" });
  change({ quarter: "2025-Q1" });
  zone.value = "Asia/Tokyo";
  expect(span(query.value)).toEqual(["2026-05-01", "2026-05-31", "2025-Q1"]);
});
