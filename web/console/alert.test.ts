// @vitest-environment happy-dom
// Sound and notices may be missing, refused or throw, at once or later: the work goes on, and their switch says so.
import { beforeEach, expect, it, vi } from "vitest";
import { soon } from "../shared/testing";

type Alert = typeof import("./alert");
let alert: Alert;

beforeEach(async () => {
  vi.resetModules();
  vi.unstubAllGlobals();
  Object.defineProperty(document, "hidden", { value: true, configurable: true });
  alert = await import("./alert");
});

const throws = (): never => {
  throw new TypeError("Illegal constructor");
};
const node = () => ({
  frequency: { value: 0 },
  gain: { setValueAtTime: () => 0, linearRampToValueAtTime: () => 0, exponentialRampToValueAtTime: () => 0 },
  connect: <T>(next: T) => next,
  start: () => undefined,
  stop: () => undefined,
});
const audio = (more: object) =>
  function AudioContext() {
    return {
      state: "running",
      currentTime: 0,
      resume: async () => undefined,
      createOscillator: node,
      createGain: node,
      ...more,
    };
  };
const notification = (make: () => object, more: object) =>
  Object.assign(function Notification() {
    return make();
  }, more);

it.each([
  ["missing", undefined],
  ["throwing", throws],
  ["silent: it never wakes", audio({ state: "suspended", resume: () => Promise.reject(new Error("no")) })],
  ["broken when it plays", audio({ createOscillator: throws })],
])("a sound that is %s stops nothing and is told", async (_, given) => {
  vi.stubGlobal("AudioContext", given);
  alert.unlockSound();
  alert.call("offer");
  await soon(() => expect(alert.fails.value.sound).toBe(true));
});

it("says while the browser waits for a touch or a key before it lets this page sound", async () => {
  const context = {
    state: "suspended",
    resume: () => new Promise(() => undefined),
    onstatechange: (): void => undefined,
  };
  vi.stubGlobal("AudioContext", function AudioContext() {
    return context;
  });
  vi.useFakeTimers();
  alert.unlockSound(false);
  expect(alert.asleep.value).toBe(false);
  vi.runAllTimers();
  vi.useRealTimers();
  expect(alert.asleep.value).toBe(true);
  context.state = "running";
  context.onstatechange();
  expect(alert.asleep.value).toBe(false);
  context.state = "interrupted";
  context.onstatechange();
  expect(alert.asleep.value).toBe(true);
  const resumed = vi.spyOn(context, "resume");
  alert.unlockWithEachTouch();
  document.dispatchEvent(new Event("keydown"));
  document.dispatchEvent(new Event("pointerup"));
  expect(resumed).toHaveBeenCalledTimes(2);
});

it.each([true, false])(
  "asks for no touch that did not help, as where a machine has nothing to sound with: reloaded %s",
  (reloaded) => {
    vi.useFakeTimers();
    const context = {
      state: "suspended",
      resume: () => new Promise(() => undefined),
      onstatechange: () => 0,
    };
    vi.stubGlobal("AudioContext", function AudioContext() {
      return context;
    });
    const said = (): boolean[] => [alert.asleep.value, alert.fails.value.sound];
    alert.unlockSound(!reloaded);
    alert.unlockWithEachTouch();
    vi.runAllTimers();
    expect(said()).toEqual([reloaded, !reloaded]);
    document.dispatchEvent(new Event("keydown"));
    expect(said()).toEqual([reloaded, !reloaded]);
    vi.runAllTimers();
    expect(said()).toEqual([false, true]);
    context.state = "running";
    context.onstatechange();
    expect(said()).toEqual([false, false]);
    vi.useRealTimers();
  },
);

it("a sound that works again is not called broken", async () => {
  alert.unlockSound();
  await soon(() => expect(alert.fails.value.sound).toBe(true));
  vi.stubGlobal("AudioContext", audio({}));
  alert.unlockSound();
  expect(alert.fails.value.sound).toBe(false);
});

it.each([
  ["missing", undefined],
  ["refused", notification(() => ({}), { permission: "denied" })],
  ["thrown by", notification(throws, { permission: "granted" })],
  [
    "asked in the old way",
    notification(throws, { permission: "denied", requestPermission: () => undefined }),
  ],
])("notices that are %s the browser stop nothing and are told", async (_, given) => {
  vi.stubGlobal("Notification", given);
  alert.allowNotices();
  alert.call("message");
  await soon(() => expect(alert.fails.value.notify).toBe(true));
});

it("a second notice is noticed as the first was, though that still lies in the system's list", async () => {
  const made = vi.fn((..._: unknown[]) => ({ close: () => undefined }));
  vi.stubGlobal(
    "Notification",
    Object.assign(
      function Notification(...given: unknown[]) {
        return made(...given);
      },
      { permission: "granted" },
    ),
  );
  alert.notice("offer");
  alert.notice("offer");
  await soon(() => expect(made).toHaveBeenCalledTimes(2));
  expect(made.mock.calls.map(([, options]) => options)).toEqual([
    expect.objectContaining({ tag: "hearline-offer", renotify: true }),
    expect.objectContaining({ tag: "hearline-offer", renotify: true }),
  ]);
});

it("notices that are granted in the old way work", async () => {
  const shown = vi.fn(() => ({}));
  const old = notification(shown, {
    permission: "default",
    requestPermission: () => {
      (old as unknown as { permission: string }).permission = "granted";
    },
  });
  vi.stubGlobal("Notification", old);
  alert.allowNotices();
  alert.call("message");
  await soon(() => expect(shown).toHaveBeenCalled());
  expect(alert.fails.value.notify).toBe(false);
});
