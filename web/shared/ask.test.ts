// A call becomes the request its operation names, and a refusal the error it was.
import { afterEach, expect, it, vi } from "vitest";
import { ApiError, addressOf, asking } from "./ask";

const ask = asking((method) => ({ credentials: "omit", headers: { "x-method": method } }));
const answering = (body: unknown, status = 200) =>
  vi.stubGlobal(
    "fetch",
    vi.fn(async () => new Response(status === 204 ? null : JSON.stringify(body), { status })),
  );
const asked = () => vi.mocked(fetch).mock.calls[0];

afterEach(() => vi.unstubAllGlobals());

it("fills in the address, and leaves out queries without a value", () => {
  const query = { desk: "a b", language: "" };
  expect(addressOf("get /api/staff/reports/{name}", { path: { name: "x/y" }, query })).toBe(
    "/api/staff/reports/x%2Fy?desk=a+b",
  );
  expect(addressOf("get /api/staff/me", {})).toBe("/api/staff/me");
});

it("sends method, manner and body", async () => {
  answering({ ok: true });
  const body = { language: "nl" };
  await ask("post /api/desks/{desk}/visits", { path: { desk: "main" }, body }, { keepalive: true });
  expect(asked()).toEqual([
    "/api/desks/main/visits",
    {
      method: "POST",
      credentials: "omit",
      headers: { "x-method": "POST" },
      body: JSON.stringify(body),
      keepalive: true,
    },
  ]);
});

it("gives null for an empty answer", async () => {
  answering(null, 204);
  expect(await ask("post /api/staff/logout")).toBeNull();
});

it("names a refusal by its code, and one without any by its status", async () => {
  answering({ code: "locked", field: "name", retry_s: 60 }, 429);
  await expect(ask("get /api/staff/me")).rejects.toEqual(new ApiError(429, "locked", "name", 60));
  answering("not json", 502);
  await expect(ask("get /api/staff/me")).rejects.toMatchObject({ status: 502, code: "http_502" });
  answering(null, 503);
  await expect(ask("get /api/staff/me")).rejects.toMatchObject({ status: 503, code: "http_503" });
});

it.each([200, 403, 502, 511])(
  "says offline where a network's own page of %d stands in the server's place",
  async (status) => {
    vi.stubGlobal("fetch", async () => new Response("<!doctype html><title>Wi-Fi</title>", { status }));
    await expect(ask("get /api/staff/me")).rejects.toEqual(new ApiError(0, "offline"));
  },
);

it("says offline when nobody was reached", async () => {
  vi.stubGlobal("fetch", () => Promise.reject(new TypeError("network")));
  await expect(ask("get /api/staff/me")).rejects.toMatchObject({ status: 0, code: "offline" });
});
