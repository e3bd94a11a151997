// @vitest-environment happy-dom
// What a host page hears and may ask for: how it stands at once, each change after, nothing once the listener is taken
// back; where the button stands and what it says; and that nothing shows of a desk that is not there.
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { soon } from "../shared/testing";

type Listener = (value: string | number) => void;
interface Api {
  on(name: "state" | "unread", listener: Listener): () => void;
  off(name: "state" | "unread", listener: Listener): void;
  open(): void;
  destroy(): void;
}
const page = window as unknown as { Hearline?: Api };
const api = (): Api => page.Hearline as Api;
const shadow = (): ShadowRoot | null | undefined => document.querySelector("hearline-chat")?.shadowRoot;
const button = (): HTMLButtonElement => shadow()?.querySelector("button") as HTMLButtonElement;

/** The line of a page, with these attributes; the desk answers so. */
async function include(
  data: Record<string, string>,
  answer: object = { service: "open" },
  status = 200,
  until: Promise<void> = Promise.resolve(),
): Promise<void> {
  vi.stubGlobal("fetch", () => until.then(() => new Response(JSON.stringify(answer), { status })));
  const script = document.createElement("script");
  Object.defineProperty(script, "src", { value: "https://chat.example.be/embed.js" });
  Object.assign(script.dataset, data);
  vi.spyOn(document, "currentScript", "get").mockReturnValue(script);
  vi.resetModules();
  await import("./loader");
}

beforeEach(() => {
  document.documentElement.lang = "fr-BE";
});
afterEach(() => {
  page.Hearline?.destroy();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

it("tells a late listener how it stands, and takes a listener back", async () => {
  await include({ lang: "xx" }, { service: "closed" });
  const heard: unknown[] = [];
  await soon(() => {
    const back = api().on("state", (value) => heard.push(value));
    back();
    expect(heard).toContain("closed");
  });
  const before = heard.length;
  api().on("unread", (value) => heard.push(value))();
  expect(heard.slice(before)).toEqual([0]);
  expect(button().lang).toBe("fr");
});

it.each([true, false])(
  "is no other's embed.js where no script is the current one: ours first: %s",
  async (first) => {
    const tag = (src: string, data: Record<string, string> = {}): HTMLScriptElement => {
      const script = document.createElement("script");
      script.type = "text/plain";
      script.src = src;
      Object.assign(script.dataset, data);
      return script;
    };
    const ours = tag("https://chat.example.be/embed.js", { desk: "jong" });
    const theirs = tag("https://videos.example/embed.js");
    document.head.append(...(first ? [ours, theirs] : [theirs, ours]));
    const asked = vi.fn(async () => new Response("{}"));
    vi.stubGlobal("fetch", asked);
    vi.spyOn(document, "currentScript", "get").mockReturnValue(null);
    vi.resetModules();
    await import("./loader");
    await soon(() => expect(asked).toHaveBeenCalled());
    expect((asked.mock.calls as unknown[][]).map(([url]) => url)).toEqual([
      "https://chat.example.be/api/desks/jong",
    ]);
    ours.remove();
    theirs.remove();
  },
);

it("tells nothing more to a listener that was taken off", async () => {
  let answer: () => void = () => undefined;
  const until = new Promise<void>((done) => {
    answer = done;
  });
  await include({}, { service: "open" }, 200, until);
  const [kept, off]: [unknown[], unknown[]] = [[], []];
  const listener: Listener = (value) => off.push(value);
  api().on("state", (value) => kept.push(value));
  api().on("state", listener);
  api().off("state", listener);
  api().off("state", () => undefined);
  answer();
  await soon(() => expect(kept).toEqual(["idle"]));
  expect(off).toEqual([]);
});

it("says what it is asked to, on the button and the frame", async () => {
  await include({ position: "left", label: "Praat met ons" });
  expect(button().textContent).toBe("Praat met ons");
  api().open();
  const frame = shadow()?.querySelector("iframe");
  expect(frame?.title).toBe("Praat met ons");
  expect([button().style.right, frame?.style.right]).toEqual(["auto", "auto"]);
});

it("stands at the right in its own words and colours when nothing is asked for", async () => {
  await include({});
  expect([button().textContent, button().style.right]).toEqual(["Parle avec nous", ""]);
  expect(button().style.background).toContain("#0b6672");
});

it("wears the colours of the desk's profile", async () => {
  await include({}, { service: "open", colours: { light: { accent: "#ffcc00", on_accent: "#111111" } } });
  await soon(() => expect(button().style.backgroundColor).toBe("#ffcc00"));
  expect(button().style.color).toBe("#111111");
});

it("opens a window of its own where asked, and makes no frame", async () => {
  const opened: unknown[][] = [];
  vi.stubGlobal("open", (...given: unknown[]) => opened.push(given));
  await include({ window: "", lang: "nl", desk: "jong" });
  button().click();
  expect(opened).toEqual([["https://chat.example.be/widget/jong?lang=nl", "_blank", "noreferrer"]]);
  expect(shadow()?.querySelector("iframe")).toBeNull();
});

it("shows nothing of a desk that is not there, and says why once", async () => {
  const warn = vi.spyOn(console, "warn").mockReturnValue();
  await include({ desk: "niemand" }, { code: "unknown_desk" }, 404);
  await soon(() => expect(document.querySelector("hearline-chat")).toBeNull());
  expect(warn.mock.calls).toEqual([["Hearline: no desk niemand"]]);
});
