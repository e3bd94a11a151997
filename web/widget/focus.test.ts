// @vitest-environment happy-dom
// A new screen takes the focus to its heading, but out of no page that has hidden the frame.
import { afterEach, expect, it, vi } from "vitest";
import { focusOnChange } from "./focus";
import { shown } from "./host";
import { screen } from "./store";

afterEach(() => vi.restoreAllMocks());

it("leaves it where it is while the frame is hidden, and when it is shown again", () => {
  vi.spyOn(document, "hasFocus").mockReturnValue(false);
  document.body.innerHTML = '<h1 tabindex="-1">Chat</h1>';
  screen.value = "talk";
  focusOnChange();
  shown.value = false;
  screen.value = "ended";
  expect(document.activeElement).toBe(document.body);
  shown.value = true;
  expect(document.activeElement).toBe(document.body);
  screen.value = "welcome";
  expect(document.activeElement?.tagName).toBe("H1");
});
