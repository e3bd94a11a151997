// What covers the page at one key or one tap, and goes by the same: something that looks like homework. The chat goes on
// below it, unseen and silent.
import "../css/cover.css";
import { effect } from "@preact/signals-core";
import { BookOpen } from "lucide";
import { type JSX, render } from "preact";
import { lang, t } from "../../shared/i18n";
import { Icon } from "../../shared/ui/icon";
import { composes } from "../../shared/ui/keys";
import { covered } from "../discreet";
import { exit } from "../first-look";
import { spoken } from "../store";

const SUMS = ["1/2 + 1/4 =", "3/4 − 1/8 =", "2/3 + 1/6 =", "5/6 − 1/2 =", "3/8 × 4 =", "2/5 + 3/10 ="];
/** A page of a notebook. */
const ICON =
  "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'><path fill='%23fff' stroke='%23667' d='M3 1h10v14H3zM5 5h6M5 8h6M5 11h4'/></svg>";

const Homework = (): JSX.Element => (
  <>
    <header class="bar">
      <span class="subject" />
      <button type="button" class="btn plain" onClick={toggle} data-test="uncover">
        <Icon node={BookOpen} size={18} /> {t("widget.cover.off")}
      </button>
      <button type="button" class="btn plain" onClick={exit} data-test="exit">
        {t("widget.cover.close")}
      </button>
    </header>
    <main class="scroll">
      <div class="page stack">
        <h1 tabIndex={-1}>{t("widget.cover.title")}</h1>
        <p>{t("widget.cover.lead")}</p>
        <ol class="sums">
          {SUMS.map((sum, at) => (
            <li key={sum}>
              <label>
                <span class="visually-hidden">{t("widget.cover.exercise", { number: at + 1 })}: </span>
                {sum} <input type="text" inputMode="numeric" autocomplete="off" />
              </label>
            </li>
          ))}
        </ol>
        <p class="muted">{t("widget.cover.rule")}</p>
        <p class="visually-hidden" role="status">
          {t("widget.cover.told")}
        </p>
      </div>
    </main>
  </>
);

let sheet: HTMLElement | null = null;
let focused: HTMLElement | null = null;

function cover(): void {
  focused = document.activeElement as HTMLElement | null;
  sheet = document.createElement("div");
  sheet.className = "frame sheet";
  document.body.append(sheet);
  render(<Homework />, sheet);
  document.documentElement.classList.add("covered");
  sheet.querySelector("h1")?.focus();
}

function uncover(): void {
  if (!sheet) return;
  document.documentElement.classList.remove("covered");
  render(null, sheet);
  sheet.remove();
  sheet = null;
  const there = focused?.isConnected && focused !== document.body;
  (there ? focused : document.querySelector<HTMLElement>("h1"))?.focus();
  spoken.value = t("widget.cover.back");
}

export function toggle(): void {
  covered.value = !covered.value;
}

effect(() => {
  const now = covered.value;
  if (now === (sheet !== null)) return;
  if (now) cover();
  else uncover();
});
effect(() => {
  lang.value;
  if (sheet) render(<Homework />, sheet);
});
addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented || event.repeat || composes(event)) return;
  event.preventDefault();
  toggle();
});
document.querySelector('link[rel="icon"]')?.setAttribute("href", ICON);

/** In the bar of every screen. */
export const Cover = (): JSX.Element => (
  <button
    type="button"
    class="btn plain"
    onClick={toggle}
    aria-label={t("widget.cover.on")}
    title={t("widget.cover.on")}
    data-test="cover"
  >
    <Icon node={BookOpen} />
  </button>
);
