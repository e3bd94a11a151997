// @vitest-environment happy-dom
// The preview leaves no page to go back to: another language is another frame.
import { expect, it } from "vitest";
import { drawn, show } from "../../shared/testing";
import { Preview } from "./preview";

it("is another frame in another language, and the same one in another state", async () => {
  Object.assign((window as unknown as { happyDOM: { settings: object } }).happyDOM.settings, {
    disableIframePageLoading: true,
  });
  const { all, close } = await show(() => <Preview profile={{}} />);
  const frame = () => all("iframe")[0] as HTMLIFrameElement;
  const first = frame();
  const choose = async (what: string, value: string) => {
    const box = all(`[data-testid="preview-${what}"]`)[0] as HTMLSelectElement;
    box.value = value;
    box.dispatchEvent(new Event("change", { bubbles: true }));
    await drawn();
  };
  await choose("state", "closed");
  expect(frame()).toBe(first);
  await choose("language", "fr");
  expect([frame() === first, frame().src.endsWith("lang=fr")]).toEqual([false, true]);
  close();
});
