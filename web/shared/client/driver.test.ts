// @vitest-environment happy-dom
// The driver in a page: clocks that jump, a device that sleeps, a page that is hidden, effects that go wrong.
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { HelloTeen } from "../protocol";
import { Socket } from "./bench";
import { Core, type Effect } from "./core";
import { Driver, Final } from "./driver";

const HOUR = 3_600_000;
const HELLO = { t: "hello_teen", v: 1, token: "t", ticket: "k" } as unknown as HelloTeen;
const FAKED = ["Date", "performance", "setTimeout", "clearTimeout", "setInterval", "clearInterval"] as const;

const newest = (): Socket => Socket.all.at(-1) as Socket;
const settled = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0);
let driver: Driver<string>;
let core: Core<string>;
let heard: Effect<string>[];

async function start(options: Partial<ConstructorParameters<typeof Driver<string>>[0]> = {}): Promise<void> {
  core = new Core<string>("teen", () => 0.5);
  heard = [];
  const own = {
    hello: async () => HELLO,
    seal: async () => "m1.A",
    on: (one: Effect<string>) => heard.push(one),
  };
  driver = new Driver<string>({ url: "ws://x/ws", core, ...own, ...options } as never);
  driver.start();
  await settled();
}

async function live(): Promise<void> {
  await start();
  newest().greet();
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: [...FAKED] });
  Socket.all = [];
  vi.stubGlobal("WebSocket", Socket);
});

afterEach(() => {
  driver.stop();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

/** Only the wall clock moves. */
const setClock = (by: number): void => void vi.setSystemTime(Date.now() + by);

describe("a page that is hidden for long", () => {
  interface Asked {
    mode: string;
    held: Promise<unknown>;
  }
  const locks = (grant: (asked: Asked) => Promise<unknown>): void =>
    void vi.stubGlobal("navigator", {
      onLine: true,
      locks: {
        request: (_name: string, { mode }: { mode: string }, hold: () => Promise<unknown>) =>
          grant({ mode, held: hold() }),
      },
    });

  it("holds a lock as long as it has a connection or seeks one, beside any other", async () => {
    const asked: (Asked & { over?: true })[] = [];
    locks((one: Asked & { over?: true }) => {
      asked.push(one);
      return one.held.then(() => {
        one.over = true;
      });
    });
    await live();
    newest().onclose?.({ code: 1006 });
    await settled();
    expect(asked).toEqual([{ mode: "shared", held: expect.any(Promise) }]);
    driver.stop();
    await settled();
    expect(asked[0]?.over).toBe(true);
  });

  it("does without where none is granted", async () => {
    locks(() => Promise.reject(new DOMException("not here", "SecurityError")));
    await live();
    expect(core.link.state).toBe("open");
  });
});

describe("a device whose clock is set", () => {
  it("comes back in time after a lost connection, though the clock went back an hour", async () => {
    await live();
    newest().onclose?.({ code: 1006 });
    setClock(-HOUR);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(Socket.all).toHaveLength(2);
  });

  it("notices a silent connection in time, though the clock went back an hour", async () => {
    await live();
    setClock(-HOUR);
    await vi.advanceTimersByTimeAsync(46_000);
    expect(Socket.all).toHaveLength(2);
  });

  it("does not take an hour forward for silence: one quick look, and on", async () => {
    await live();
    setClock(HOUR);
    await vi.advanceTimersByTimeAsync(5_000);
    expect([Socket.all.length, core.link.state]).toEqual([2, "connecting"]);
    newest().greet();
    await vi.advanceTimersByTimeAsync(20_000);
    expect([Socket.all.length, core.link.state]).toEqual([2, "open"]);
  });
});

describe("a device that slept", () => {
  it("checks its connection at the next look, though the steady clock stood still", async () => {
    await live();
    setClock(HOUR);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(Socket.all).toHaveLength(2);
  });

  it("checks it at once when its page is seen again", async () => {
    await live();
    setClock(HOUR);
    document.dispatchEvent(new Event("visibilitychange"));
    await settled();
    expect(Socket.all).toHaveLength(2);
  });

  it.each(["resume", "pageshow"])("checks it when a frozen page goes on (%s)", async (name) => {
    await live();
    if (name === "resume") document.dispatchEvent(new Event(name));
    else dispatchEvent(Object.assign(new Event(name), { persisted: true }));
    await settled();
    expect(Socket.all).toHaveLength(2);
  });

  it("leaves a connection alone that was heard a moment ago", async () => {
    await live();
    await vi.advanceTimersByTimeAsync(20_000);
    document.dispatchEvent(new Event("visibilitychange"));
    dispatchEvent(Object.assign(new Event("pageshow"), { persisted: false }));
    await settled();
    expect(Socket.all).toHaveLength(1);
  });

  it("connects over the new network at once, also when it was just connecting over the old one", async () => {
    await start();
    dispatchEvent(new Event("online"));
    await settled();
    expect(Socket.all).toHaveLength(2);
  });
});

describe("a hidden page", () => {
  const hide = (hidden: boolean): void => {
    vi.spyOn(document, "hidden", "get").mockReturnValue(hidden);
    vi.spyOn(document, "visibilityState", "get").mockReturnValue(hidden ? "hidden" : "visible");
    document.dispatchEvent(new Event("visibilitychange"));
  };
  afterEach(() => vi.restoreAllMocks());

  it("has its timer kept by a worker, which is not slowed down", async () => {
    const posted: number[] = [];
    class Worker {
      onmessage?: () => void;
      postMessage = (ms: number): void => void posted.push(ms);
      terminate = (): void => undefined;
    }
    vi.stubGlobal("Worker", Worker);
    await live();
    hide(true);
    newest().onclose?.({ code: 4000 });
    expect(posted.at(-1)).toBe(600);
  });
});

describe("what goes wrong", () => {
  it("keeps its timer when the application throws", async () => {
    let broken = false;
    await start({
      on: () => {
        if (broken) throw new Error("a screen that cannot be drawn");
      },
    });
    newest().greet();
    broken = true;
    expect(() => newest().onclose?.({ code: 1006 })).toThrow();
    broken = false;
    await vi.advanceTimersByTimeAsync(1_000);
    expect(Socket.all).toHaveLength(2);
  });

  it("stops when hello says that another attempt has no use", async () => {
    await start({
      hello: async () => {
        throw new Final(4105);
      },
    });
    expect(core.link.reason).toBe("signed_out");
    await vi.advanceTimersByTimeAsync(60_000);
    expect(Socket.all).toHaveLength(0);
  });

  it("says nothing more once it was stopped", async () => {
    await live();
    driver.stop();
    const before = heard.length;
    dispatchEvent(new Event("online"));
    document.dispatchEvent(new Event("visibilitychange"));
    await vi.advanceTimersByTimeAsync(60_000);
    expect([heard.length, Socket.all.length]).toEqual([before, 1]);
  });
});
