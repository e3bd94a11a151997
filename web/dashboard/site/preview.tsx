// A page of a webmaster's as it would look: the real loader in an empty frame of our own, which opens no chat.
import { t } from "../../shared/i18n";
import { trustedScript } from "../../shared/ui/trusted";
import { attributes, type House, type Wishes } from "./snippet";

function draw(page: Document, house: House, wishes: Wishes): void {
  const title = page.createElement("h1");
  const text = page.createElement("p");
  const line = page.createElement("script");
  title.style.fontSize = "1.4rem";
  title.textContent = t("dashboard.site.preview.page");
  text.textContent = t("dashboard.site.preview.text");
  page.documentElement.lang = document.documentElement.lang;
  page.body.style.cssText = "margin:1.5rem;font:1rem/1.5 system-ui,sans-serif;color:#222;background:#fff";
  for (const [name, value] of attributes(house, wishes))
    if (name.startsWith("data-")) line.setAttribute(name, value);
  line.src = trustedScript("/embed.js");
  page.body.replaceChildren(title, text, line);
  page.addEventListener("click", (event) => event.stopImmediatePropagation(), { capture: true });
}

/** Drawn anew for each wish: a loader runs once in a page. */
export function Preview({ house, wishes }: { house: House; wishes: Wishes }) {
  return (
    <iframe
      key={JSON.stringify(wishes)}
      class="site-preview"
      title={t("dashboard.site.preview")}
      data-testid="site-preview"
      onLoad={({ currentTarget: { contentDocument: page } }) => page && draw(page, house, wishes)}
    />
  );
}
