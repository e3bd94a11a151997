// @vitest-environment happy-dom
import { expect, it } from "vitest";
import { keepPage } from "./dropped";

/** Whether a link that is dropped there is kept from taking the page's place. */
function kept(html: string, types = ["text/uri-list", "text/plain"]): boolean {
  document.body.innerHTML = html;
  const event = new Event("drop", { bubbles: true, cancelable: true });
  Object.assign(event, { dataTransfer: { types } });
  document.body.firstElementChild?.dispatchEvent(event);
  return event.defaultPrevented;
}

it.each([
  ["<p>words</p>", true],
  ["<button>Send</button>", true],
  ["<input type=checkbox>", true],
  ["<input type=radio>", true],
  ["<input readonly>", true],
  ["<textarea disabled></textarea>", true],
  ["<input>", false],
  ["<input type=search>", false],
  ["<textarea></textarea>", false],
])("lets what is dropped on %s take no page's place: %s", (html, is) => {
  const leave = new AbortController();
  keepPage(() => undefined, leave.signal);
  expect(kept(html)).toBe(is);
  // without words of its own a browser opens it from a field, too
  expect(kept(html, ["text/uri-list"])).toBe(true);
  leave.abort();
});
