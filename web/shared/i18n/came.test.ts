// @vitest-environment happy-dom
// A page speaks with the words that came with it, before and whether or not anything else is fetched.
import { expect, it } from "vitest";

it("has its first words at once, in its own language", async () => {
  document.documentElement.lang = "fr";
  document.body.innerHTML = `<div id="app" data-words='{"widget.exit":"Quitter vite, c&#39;est tout"}'></div>`;
  const { lang, setLanguage, t } = await import(".");
  expect([lang.value, t("widget.exit")]).toEqual(["fr", "Quitter vite, c'est tout"]);
  await setLanguage("fr");
  expect(t("widget.exit")).toBe("Quitter vite, c'est tout");
  await setLanguage("de");
  expect([lang.value, t("widget.exit")]).toEqual(["de", "Schnell weg"]);
});
