// @vitest-environment happy-dom
// Each question has the focus from the moment it is drawn: a key pressed at once is not taken by what comes late.
import { signal } from "@preact/signals-core";
import { render } from "preact";
import { afterEach, expect, it } from "vitest";
import { setLanguage } from "../shared/i18n";
import type { Conversation } from "./conversation";
import { Elsewhere } from "./view/elsewhere";
import { LeaveQuestion } from "./view/leave";
import { StopQuestion } from "./view/stop";

const talk = {
  ...{
    state: signal({ state: "active" }),
    code: signal(null),
    link: signal("waiting"),
    askCode: () => undefined,
  },
} as unknown as Conversation;
const nothing = (): void => undefined;
const root = document.createElement("div");
document.body.append(root);
afterEach(() => render(null, root));

it.each([
  ["before the end", () => <LeaveQuestion talk={talk} />],
  ["on going elsewhere", () => <Elsewhere talk={talk} />],
  ["before words that say who one is", () => <StopQuestion found={[]} change={nothing} send={nothing} />],
])("%s", async (_, View) => {
  await setLanguage("en");
  render(<View />, root);
  expect(document.activeElement?.tagName).toBe("H2");
});
