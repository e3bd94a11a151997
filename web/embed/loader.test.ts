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
  close(): void;
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
  query = "",
): Promise<void> {
  vi.stubGlobal("fetch", () => until.then(() => new Response(JSON.stringify(answer), { status })));
  const script = document.createElement("script");
  Object.defineProperty(script, "src", { value: `https://chat.example.be/embed.js${query}` });
  // the ones of happy-dom lose an empty one where they are copied
  Object.defineProperty(script, "dataset", { value: data });
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
  expect(frame?.style.left).toBe("16px");
});

it("is told in its address what a tag manager takes from the tag, and by the tag before that", async () => {
  const at = "?desk=jong&lang=de&position=left&label=Schreib%20uns";
  await include({ label: "Chat" }, { service: "open" }, 200, undefined, at);
  expect([button().textContent, button().lang, button().style.right]).toEqual(["Chat", "de", ""]);
  api().open();
  expect(shadow()?.querySelector("iframe")?.src).toBe("https://chat.example.be/widget/jong?lang=de");
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

it("asks again while the desk is closed, and no more once it is open or the page lets go", async () => {
  vi.useFakeTimers();
  try {
    await include({ lang: "nl" }, { service: "closed" });
    const heard: unknown[] = [];
    await vi.advanceTimersByTimeAsync(0);
    api().on("state", (value) => heard.push(value));
    const asked = vi.fn(async () => new Response(JSON.stringify({ service: "closed" })));
    vi.stubGlobal("fetch", asked);
    await vi.advanceTimersByTimeAsync(300_000);
    expect([button().textContent, heard]).toEqual(["Chat dicht: andere hulp", ["closed"]]);
    vi.stubGlobal("fetch", () => Promise.reject(new TypeError("no network")));
    await vi.advanceTimersByTimeAsync(300_000);
    expect(button().textContent).toBe("Chat dicht: andere hulp");
    asked.mockImplementation(async () => new Response(JSON.stringify({ service: "open" })));
    vi.stubGlobal("fetch", asked);
    await vi.advanceTimersByTimeAsync(300_000);
    expect([button().textContent, heard]).toEqual(["Chat met ons", ["closed", "idle"]]);
    const before = asked.mock.calls.length;
    await vi.advanceTimersByTimeAsync(900_000);
    expect(asked).toHaveBeenCalledTimes(before);
  } finally {
    vi.useRealTimers();
  }
});

/** As the frame says it. */
function says(hearline: string, value: unknown): void {
  const source = shadow()?.querySelector("iframe")?.contentWindow as Window;
  const data = { hearline, value };
  window.dispatchEvent(new MessageEvent("message", { data, source, origin: "https://chat.example.be" }));
}

it("keeps the number of unread lines, and what the frame said, when the desk answers late", async () => {
  let answer: () => void = () => undefined;
  const until = new Promise<void>((done) => {
    answer = done;
  });
  await include({ lang: "nl" }, { service: "closed" }, 200, until);
  const heard: unknown[] = [];
  api().on("state", (value) => heard.push(value));
  api().open();
  says("state", "chat");
  says("unread", 2);
  answer();
  await until;
  await soon(() => expect(heard).toEqual(["chat"]));
  expect(button().textContent).toBe("Chat met ons (2)");
});

it("opens a window where the page lets no frame of ours be shown, and only then", async () => {
  const opened = vi.fn();
  vi.stubGlobal("open", opened);
  await include({ lang: "nl" });
  const refused = (effectiveDirective: string, blockedURI: string, disposition = "enforce"): void => {
    const about = { effectiveDirective, blockedURI, disposition };
    window.dispatchEvent(Object.assign(new Event("securitypolicyviolation"), about));
  };
  api().open();
  refused("connect-src", "https://chat.example.be/api/desks/main");
  refused("frame-src", "https://ads.example/frame");
  refused("frame-src", "https://chat.example.be/widget/main?lang=nl", "report");
  expect(opened).not.toHaveBeenCalled();
  refused("frame-src", "https://chat.example.be/widget/main?lang=nl");
  expect(opened).toHaveBeenCalledWith("https://chat.example.be/widget/main?lang=nl", "_blank", "noreferrer");
  expect(button().style.visibility).toBe("");
  button().click();
  expect(opened).toHaveBeenCalledTimes(2);
});

it("leaves the frame what is seen above a keyboard on the screen, and all of it when that has gone", async () => {
  const seen = Object.assign(new EventTarget(), { scale: 1, height: innerHeight, offsetTop: 0 });
  vi.stubGlobal("visualViewport", seen);
  await include({});
  api().open();
  const host = document.querySelector("hearline-chat") as HTMLElement;
  const becomes = (kind: string, change: Partial<typeof seen>): string[] => {
    Object.assign(seen, change);
    seen.dispatchEvent(new Event(kind));
    return ["--hl-seen", "--hl-up"].map((name) => host.style.getPropertyValue(name));
  };
  expect(becomes("resize", { height: innerHeight - 300 })).toEqual(["calc(100% - 300px)", "-300px"]);
  expect(becomes("scroll", { offsetTop: 120 })).toEqual(["calc(100% - 300px)", "-180px"]);
  // whoever zooms in moves a smaller view over the page
  expect(becomes("resize", { scale: 2, height: innerHeight / 2 })).toEqual(["calc(100% - 300px)", "-180px"]);
  const whole = { scale: 1, height: innerHeight, offsetTop: 0 };
  expect(becomes("resize", whole)).toEqual(["calc(100% - 0px)", "0px"]);
  expect(host.style.position).toBe("fixed");
});

/** As a browser shows a page again that it had kept, or one for the first time. */
const shows = (persisted: boolean): boolean =>
  dispatchEvent(Object.assign(new Event("pageshow"), { persisted }));
const framed = (): HTMLIFrameElement | null | undefined => shadow()?.querySelector("iframe");

it.each([
  ["open", ""],
  ["hidden", "hidden"],
])("goes on, shown again, with a chat that another page of this tab began: %s", async (how, visibility) => {
  await include({});
  sessionStorage["hearline.main"] = how;
  shows(false);
  expect(framed()).toBeNull();
  shows(true);
  expect(framed()?.style.visibility).toBe(visibility);
  expect(button().style.visibility).toBe(how === "open" ? "hidden" : "");
});

it("does not come back open where the chat was ended on another page", async () => {
  await include({});
  api().open();
  says("state", "chat");
  expect([framed()?.style.visibility, sessionStorage["hearline.main"]]).toEqual(["", "open"]);
  delete sessionStorage["hearline.main"];
  shows(true);
  expect(framed()?.style.visibility).toBe("hidden");
});

it("says nothing any more of lines that came in a chat which was left on another page", async () => {
  await include({});
  api().open();
  says("state", "chat");
  api().close();
  says("unread", 2);
  const heard: unknown[] = [];
  api().on("unread", (value) => heard.push(value));
  expect(button().textContent).toContain("(2)");
  delete sessionStorage["hearline.main"];
  shows(true);
  expect(button().textContent).not.toContain("(2)");
  expect(heard).toEqual([2, 0]);
});

it("stays open without a chat, as a phone shows a page again after another app", async () => {
  await include({});
  api().open();
  says("state", "idle");
  shows(true);
  expect(framed()?.style.visibility).toBe("");
});

it("says again that it is looked at to a frame that was loaded anew", async () => {
  await include({});
  api().open();
  const told: unknown[] = [];
  const inside = { postMessage: (data: unknown) => told.push(data) };
  Object.defineProperty(shadow()?.querySelector("iframe"), "contentWindow", { value: inside });
  const from = { origin: "https://chat.example.be", source: inside as never };
  for (let loaded = 0; loaded < 2; loaded += 1)
    dispatchEvent(new MessageEvent("message", { data: { hearline: "here", value: "" }, ...from }));
  expect(told).toEqual([
    { hearline: "visible", value: true },
    { hearline: "visible", value: true },
  ]);
});
