// No room in the queue now: said at once, with other ways.
import type { JSX } from "preact";
import { t } from "../../shared/i18n";
import { look } from "../first-look";
import { reason } from "../store";
import { Meanwhile } from "./meanwhile";
import { Page } from "./page";

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
      <Meanwhile />
    </Page>
  );
}
