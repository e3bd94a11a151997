// No room in the queue now: said at once, with other ways.
import type { JSX } from "preact";
import { t } from "../../shared/i18n";
import { look } from "../flow";
import { reason } from "../store";
import { Forum } from "./forum";
import { Page } from "./page";
import { ChildFocus, Danger } from "./phones";
import { Resources } from "./resources";

export function Full(): JSX.Element {
  const late = reason.value === "turned_away";
  return (
    <Page
      title={t(late ? "widget.late.title" : "widget.full.title")}
      foot={
        <button type="button" class="btn wide" onClick={() => void look()}>
          {t("widget.retry")}
        </button>
      }
    >
      <p class="lead">{t(late ? "widget.late.text" : "widget.full.text")}</p>
      <section class="card stack-s" aria-labelledby="now">
        <h2 id="now">{t("widget.closed.now")}</h2>
        <ChildFocus />
      </section>
      <Danger />
      <Forum />
      <Resources when="closed" topic="" />
    </Page>
  );
}
