// After the end: thanks, three taps, the row that remains, and what now.
import "../css/later.css";
import type { JSX } from "preact";
import { t } from "../../shared/i18n";
import { again } from "../door";
import { reason, talk } from "../store";
import { FirstAid } from "./first-aid";
import { Forum } from "./forum";
import { Page } from "./page";
import { ChildFocus, Danger } from "./phones";
import { Proof } from "./proof";
import { Receipt } from "./receipt";
import { Survey } from "./survey";
import { Lines } from "./transcript";

const KNOWN = ["finished", "left", "abandoned", "lost", "blocked"] as const;

function Reread(): JSX.Element | null {
  const held = talk.value;
  if (!held || held.lines.value.length === 0) return null;
  return (
    <details class="card more">
      <summary>{t("widget.ended.reread")}</summary>
      <p class="small muted">{t("widget.ended.reread.hint")}</p>
      <Lines talk={held} />
    </details>
  );
}

export function Ended(): JSX.Element {
  const why = KNOWN.find((known) => known === reason.value) ?? "finished";
  const talked = talk.value !== null && talk.value.lines.value.length > 0;
  return (
    <Page
      title={t(`widget.ended.${why}.title`)}
      foot={
        <button type="button" class="btn wide" onClick={() => void again()} data-test="again">
          {t("widget.ended.again")}
        </button>
      }
    >
      <p class="lead">{t(`widget.ended.${why}.text`)}</p>
      {talk.value?.unsent.value && <p class="note">{t("widget.ended.unsent")}</p>}
      {talked && <Survey />}
      <Receipt />
      <Reread />
      <Proof />
      <section class="stack-s" aria-labelledby="now">
        <h2 id="now">{t("widget.ended.now")}</h2>
        <p>{t("widget.ended.later")}</p>
        <ChildFocus />
        <Forum />
      </section>
      <Danger />
      <FirstAid when="closed" />
    </Page>
  );
}
