// @vitest-environment happy-dom
// What a host page hears: how it stands at once, each change after, and nothing once it has taken its listener back.
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { soon } from "../shared/testing";

interface Api {
  on(name: "state" | "unread", listener: (value: string | number) => void): () => void;
  destroy(): void;
}
const api = (): Api => (window as unknown as { Hearline: Api }).Hearline;

beforeEach(() => {
  document.documentElement.lang = "fr-BE";
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

it("tells a late listener how it stands, and takes a listener back", async () => {
  vi.stubGlobal("fetch", async () => new Response(JSON.stringify({ service: "closed" })));
  const script = document.createElement("script");
  Object.defineProperty(script, "src", { value: "https://chat.example.be/embed.js" });
  script.dataset.lang = "xx";
  vi.spyOn(document, "currentScript", "get").mockReturnValue(script);
  await import("./loader");
  const heard: unknown[] = [];
  await soon(() => {
    const back = api().on("state", (value) => heard.push(value));
    back();
    expect(heard).toContain("closed");
  });
  const before = heard.length;
  api().on("unread", (value) => heard.push(value))();
  expect(heard.slice(before)).toEqual([0]);
  expect(document.querySelector("hearline-chat")?.shadowRoot?.querySelector("button")?.lang).toBe("fr");
});
