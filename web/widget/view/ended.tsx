// After the end: thanks, three taps, the row that remains, and what now.
import "../css/later.css";
import type { JSX } from "preact";
import { t } from "../../shared/i18n";
import { unsent } from "../course";
import { again } from "../first-look";
import { draft, reason, talk } from "../store";
import { FirstAid } from "./first-aid";
import { Forum } from "./forum";
import { Page } from "./page";
import { Danger, Phones } from "./phones";
import { Proof } from "./proof";
import { Receipt } from "./receipt";
import { Survey } from "./survey";
import { Lines } from "./transcript";

const KNOWN = ["finished", "left", "quiet", "abandoned", "lost", "blocked"] as const;

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

/** What was being written: gone with this page, unless it is taken along. */
function Unsent(): JSX.Element | null {
  if (!unsent.value) return null;
  return (
    <section class="card stack-s" aria-labelledby="unsent" data-test="unsent">
      <h2 id="unsent">{t("widget.ended.draft")}</h2>
      <p class="unsent" dir="auto">
        {unsent.value}
      </p>
      <button type="button" class="btn" onClick={() => anew(unsent.value)} data-test="take-along">
        {t("widget.ended.draft.take")}
      </button>
    </section>
  );
}

/** Nothing of the former chat goes along but the words that somebody takes. */
function anew(words: string): void {
  unsent.value = "";
  draft.value = words;
  void again();
}

/** Where the chat left for another device, nothing of it is left to ask or to show. */
const Elsewhere = (): JSX.Element => (
  <Page
    title={t("widget.ended.moved.title")}
    foot={
      <button type="button" class="btn wide" onClick={() => anew("")} data-test="again">
        {t("widget.ended.again")}
      </button>
    }
  >
    <p class="lead">{t("widget.ended.moved.text")}</p>
    <Phones lead={t("widget.phones")} />
  </Page>
);

export const Ended = (): JSX.Element => (reason.value === "moved" ? <Elsewhere /> : <Over />);

function Over(): JSX.Element {
  const why = KNOWN.find((known) => known === reason.value) ?? "finished";
  const talked = talk.value !== null && talk.value.lines.value.length > 0;
  return (
    <Page
      title={t(`widget.ended.${why}.title`)}
      foot={
        <button type="button" class="btn wide" onClick={() => anew("")} data-test="again">
          {t("widget.ended.again")}
        </button>
      }
    >
      <p class="lead">{t(`widget.ended.${why}.text`)}</p>
      {talk.value?.unsent.value && <p class="note">{t("widget.ended.unsent")}</p>}
      <Unsent />
      {talked && <Survey />}
      <Receipt />
      <Reread />
      <Proof />
      <section class="stack-s" aria-labelledby="now">
        <h2 id="now">{t("widget.ended.now")}</h2>
        <p>{t("widget.ended.later")}</p>
        <Phones lead={t("widget.phones")} />
        <Forum />
      </section>
      <Danger />
      <FirstAid when="closed" />
    </Page>
  );
}
