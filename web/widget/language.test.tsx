// @vitest-environment happy-dom
// A language whose words do not come is not the page's, and is not shown as chosen.
import { expect, it } from "vitest";
import { addWords } from "../shared/i18n";
import { drawn, server, show } from "../shared/testing";
import { Bar } from "./view/bar";
import { Before } from "./view/before";

const Both = () => (
  <>
    <Bar />
    <Before />
  </>
);

it("shows the language of the page when the words of the one that was chosen do not come", async () => {
  server({});
  const none = async () => ({ default: {} });
  await addWords({ nl: none, de: none, en: none, fr: () => Promise.reject(new Error("no network")) });
  const { all, close } = await show(Both);
  const [select] = all('[data-test="language"]') as HTMLSelectElement[];
  if (select) select.value = "fr";
  select?.dispatchEvent(new Event("change", { bubbles: true }));
  await drawn();
  all('[data-test="speaks-fr"]')[0]?.click();
  await drawn();
  const ticked = all('input[name="speaks"]').filter((one) => (one as HTMLInputElement).checked);
  expect([select?.value, ticked.map((one) => (one as HTMLInputElement).value)]).toEqual(["en", ["en"]]);
  close();
});
