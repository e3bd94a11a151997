// Nobody is here now: when the desk opens next, and who can help until then.
import type { JSX } from "preact";
import { lang, t } from "../../shared/i18n";
import { moment } from "../../shared/moment";
import { look } from "../first-look";
import { useLookingAgain } from "../looking-again";
import { told } from "../store";
import { Meanwhile } from "./meanwhile";
import { Neighbour } from "./neighbour";
import { Page } from "./page";

const WHEN: Intl.DateTimeFormatOptions = {
  weekday: "long",
  day: "numeric",
  month: "long",
  hour: "2-digit",
  minute: "2-digit",
};

function opening(opensAt: string | null | undefined): string {
  if (!opensAt) return t("widget.closed.unknown");
  const when = moment(new Date(opensAt), lang.value, told.value.zone ?? "", WHEN);
  return t("widget.closed.next", { when });
}

export function Closed(): JSX.Element {
  useLookingAgain();
  const closing = told.value.service === "closing";
  return (
    <Page
      title={t(closing ? "widget.closing.title" : "widget.closed.title")}
      foot={
        <button type="button" class="btn wide" onClick={() => void look()}>
          {t("widget.lookagain")}
        </button>
      }
    >
      <p class="lead">{opening(told.value.opens_at)}</p>
      <Neighbour />
      <Meanwhile />
    </Page>
  );
}
