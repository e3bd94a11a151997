// In the queue: the place, the usual wait, what helps meanwhile, and room to start writing.
import "../css/later.css";
import type { JSX } from "preact";
import { t } from "../../shared/i18n";
import { MAX_TEXT } from "../../shared/limits";
import type { Conversation } from "../conversation";
import { asksElsewhere } from "../elsewhere";
import { elsewhere } from "../later";
import { asksLeave, draft, profile } from "../store";
import { isUrgent } from "../urgent";
import { waitWords } from "../wait";
import { Counter } from "./counter";
import { FeelBefore } from "./feel";
import { FirstAid } from "./first-aid";
import { Forum } from "./forum";
import { askLeave, LeaveQuestion } from "./leave";
import { LinkState } from "./link";
import { NoFiles } from "./no-files";
import { Page } from "./page";
import { Danger, Phones } from "./phones";
import { Back, Keeping } from "./place";
import { Lines } from "./transcript";
import { Turn } from "./turn";
import { UnservedWait } from "./unserved";
import { Ways } from "./ways";

function title(talk: Conversation): string {
  if (talk.state.value?.requeued) return t("widget.waiting.again");
  return t("widget.waiting.title");
}

function standing(talk: Conversation): string {
  const state = talk.state.value;
  const position = talk.position.value;
  if (state?.state === "offered") return t("widget.waiting.offered");
  if (!position?.position || state?.served === false) return t("widget.waiting.joining");
  return position.position === 1
    ? t("widget.waiting.next")
    : t("widget.waiting.place", { position: position.position });
}

function Standing({ talk }: { talk: Conversation }): JSX.Element {
  const state = talk.state.value;
  const position = state?.state === "waiting" && state.served !== false ? talk.position.value : null;
  return (
    <section class="place" aria-labelledby="place">
      <span class="pulse" aria-hidden="true" />
      <div role="status">
        <p id="place" class="lead">
          {standing(talk)}
        </p>
        {position && <p>{waitWords(position.low_s, position.high_s)}</p>}
      </div>
      <div class="kept">
        <Keeping talk={talk} />
      </div>
    </section>
  );
}

function Requeued({ talk }: { talk: Conversation }): JSX.Element | null {
  const why = talk.state.value?.requeued;
  if (!why) return null;
  return <p class="note">{t(why === "lost" ? "widget.waiting.lost" : "widget.waiting.passed_on")}</p>;
}

/** After a hand-over or a lost counsellor: what was said is still here. */
function SoFar({ talk }: { talk: Conversation }): JSX.Element | null {
  if (talk.lines.value.length === 0) return null;
  return (
    <details class="card more">
      <summary>{t("widget.waiting.sofar")}</summary>
      <Lines talk={talk} />
    </details>
  );
}

function Draft(): JSX.Element {
  return (
    <section class="card field">
      <label for="draft">{t("widget.draft.title")}</label>
      <p id="draft-hint" class="small muted">
        {t("widget.draft.hint")}
      </p>
      <textarea
        dir="auto"
        id="draft"
        rows={3}
        aria-describedby="draft-hint"
        autocomplete="off"
        value={draft.value}
        onInput={(event) => {
          draft.value = event.currentTarget.value;
        }}
        data-test="draft"
      />
      <Counter of={draft.value} most={MAX_TEXT} />
    </section>
  );
}

function Away({ talk }: { talk: Conversation }): JSX.Element | null {
  const part = elsewhere.value;
  if (!part) return null;
  return asksElsewhere.value ? <part.Elsewhere talk={talk} /> : <part.AskElsewhere />;
}

export function Waiting({ talk }: { talk: Conversation }): JSX.Element {
  const stop = (
    <button type="button" class="btn wide" onClick={askLeave} data-test="leave">
      {t("widget.waiting.stop")}
    </button>
  );
  return (
    <Page title={title(talk)} foot={asksLeave.value ? <LeaveQuestion talk={talk} /> : stop}>
      <LinkState talk={talk} />
      <Back />
      <NoFiles />
      <Requeued talk={talk} />
      <Standing talk={talk} />
      <UnservedWait talk={talk} />
      <Ways />
      <Danger open={isUrgent(profile.value.topic) || profile.value.danger === true} />
      <Draft />
      <Away talk={talk} />
      <SoFar talk={talk} />
      <FirstAid when="waiting" />
      <FeelBefore />
      <Turn />
      <Forum />
      <section class="stack-s">
        <Phones lead={t("widget.waiting.phone")} />
      </section>
    </Page>
  );
}
