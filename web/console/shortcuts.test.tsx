// @vitest-environment happy-dom
// Which keys are commands, and which belong to the field they are pressed in: by platform, layout and input method.
import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

const accept = vi.fn();
const decline = vi.fn();
vi.mock("./actions", () => ({ accept, decline }));
const { useShortcuts, shortcuts } = await import("./shortcuts");
const { desk } = await import("./store");

const OFFER = { chat: "c1", state: "offered", gone: null };
const Keys = () => {
  useShortcuts();
  return (
    <>
      <textarea />
      <input />
      <select />
      <button type="button">b</button>
    </>
  );
};
const on = (platform: string) => vi.spyOn(navigator, "platform", "get").mockReturnValue(platform);
const root = document.createElement("div");

beforeEach(() => {
  document.body.append(root);
  act(() => render(<Keys />, root));
  desk.value = { ...desk.value, chats: [OFFER as never] };
});
afterEach(() => {
  act(() => render(null, root));
  vi.restoreAllMocks();
  accept.mockReset();
  decline.mockReset();
});

interface Press extends KeyboardEventInit {
  into: string;
}
function press({ into, ...init }: Press): boolean {
  const event = new KeyboardEvent("keydown", {
    altKey: true,
    bubbles: true,
    cancelable: true,
    composed: true,
    ...init,
  });
  Object.defineProperty(event, "getModifierState", { value: () => init.modifierAltGraph === true });
  if (init.keyCode) Object.defineProperty(event, "keyCode", { value: init.keyCode });
  root.querySelector(into)?.dispatchEvent(event);
  return event.defaultPrevented;
}
const taken = (): number => accept.mock.calls.length + decline.mock.calls.length;

it.each<[string, string, Press]>([
  ["Option writes å on a Mac", "MacIntel", { into: "textarea", key: "å", code: "KeyA" }],
  ["Option writes ∂ on a Mac", "MacIntel", { into: "input", key: "∂", code: "KeyD" }],
  ["Option begins an accent on a Mac", "MacIntel", { into: "textarea", key: "Dead", code: "KeyA" }],
  [
    "Option writes a plain letter with another layout",
    "MacIntel",
    { into: "textarea", key: "a", code: "KeyA" },
  ],
  ["a key that writes, wherever it comes from", "Linux x86_64", { into: "textarea", key: "å", code: "KeyA" }],
  ["a dead key on Linux", "Linux x86_64", { into: "textarea", key: "Dead", code: "KeyD" }],
  ["AltGr on Windows", "Win32", { into: "textarea", key: "a", code: "KeyA", ctrlKey: true }],
  ["AltGr on Linux", "Linux x86_64", { into: "textarea", key: "a", code: "KeyA", modifierAltGraph: true }],
  ["a key of an input method", "Win32", { into: "textarea", key: "a", code: "KeyA", isComposing: true }],
  ["one that it tells late", "Win32", { into: "textarea", key: "a", code: "KeyA", keyCode: 229 }],
  ["a choice that unfolds", "Win32", { into: "select", key: "ArrowDown", code: "ArrowDown" }],
  ["another command", "Win32", { into: "button", key: "a", code: "KeyA", metaKey: true }],
])("is no command: %s", (_, platform, key) => {
  on(platform);
  expect(press(key)).toBe(false);
  expect(taken()).toBe(0);
});

it.each<[string, string, Press]>([
  ["Alt on Windows, in a field too", "Win32", { into: "textarea", key: "a", code: "KeyA" }],
  ["Alt on Linux", "Linux x86_64", { into: "button", key: "a", code: "KeyA" }],
  ["the key that is written A on AZERTY", "Win32", { into: "textarea", key: "a", code: "KeyQ" }],
  ["Option on a Mac, outside of fields", "MacIntel", { into: "button", key: "å", code: "KeyA" }],
  [
    "Control and Option on a Mac, in a field too",
    "MacIntel",
    { into: "textarea", key: "å", code: "KeyA", ctrlKey: true },
  ],
])("is a command: %s", (_, platform, key) => {
  on(platform);
  expect(press(key)).toBe(true);
  expect(accept).toHaveBeenCalledOnce();
});

it("declines one offer for a key that is held down", () => {
  on("Win32");
  const key = { into: "button", key: "d", code: "KeyD" };
  expect([press(key), press({ ...key, repeat: true })]).toEqual([true, true]);
  expect(decline).toHaveBeenCalledOnce();
});

it("leaves the key that is written Q on AZERTY alone, though it stands where A does elsewhere", () => {
  on("Win32");
  expect(press({ into: "button", key: "q", code: "KeyA" })).toBe(false);
});

it("is written as the platform writes its keys", () => {
  on("MacIntel");
  expect(shortcuts()[0]).toEqual(["⌃⌥ A", "accept"]);
  on("Win32");
  expect(shortcuts()[0]).toEqual(["Alt A", "accept"]);
});
