// Below the first look: the rules of the house and what is kept, and three short steps of what may be told before a chat.
// All but the language may stay open, and the chat can begin at any of them.
import "../css/later.css";
import type { JSX, TargetedEvent } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Topic } from "../../shared/codes";
import { TOPICS } from "../../shared/codes";
import { LANGUAGE_NAMES, LANGUAGES, type Lang, lang, t } from "../../shared/i18n";
import { MAX_NAME } from "../../shared/limits";
import { changeLanguage } from "../first-look";
import { useLookingAgain } from "../looking-again";
import type { Profile } from "../storage";
import { profile, told } from "../store";
import { AGES } from "../topics";
import { Counter } from "./counter";
import { HaveCode } from "./have-code";
import { Rules } from "./house-rules";
import { CameOver } from "./neighbour";
import { Danger } from "./phones";
import { TopicPicture } from "./pictures";
import { Taps } from "./taps";
import { Ways } from "./ways";

const LEVELS = [1, 2, 3, 4, 5] as const;
/** From here on the numbers to call stand open. */
const WORST = 5;

const tell = (answer: Partial<Profile>): void => {
  profile.value = { ...profile.value, ...answer };
};

function Nickname(): JSX.Element {
  return (
    <div class="field">
      <label for="nickname">{t("widget.form.nickname")}</label>
      <p id="nickname-hint" class="small muted">
        {t("widget.form.nickname.hint")}
      </p>
      <input
        id="nickname"
        type="text"
        autocomplete="off"
        aria-describedby="nickname-hint"
        value={profile.value.nickname}
        onInput={(event: TargetedEvent<HTMLInputElement>) => tell({ nickname: event.currentTarget.value })}
        data-test="nickname"
      />
      <Counter of={profile.value.nickname} most={MAX_NAME} then={t("widget.composer.cut")} />
    </div>
  );
}

const Who = (): JSX.Element => (
  <>
    <Taps
      id="speaks"
      kind="few"
      question={t("widget.form.language")}
      options={LANGUAGES.map((code) => [code, LANGUAGE_NAMES[code], code])}
      value={lang.value}
      choose={(code) => void changeLanguage(code as Lang)}
    />
    <Nickname />
    <Taps
      id="age"
      kind="few"
      question={t("widget.form.age")}
      options={[
        ...AGES.map((code) => [code, t(`widget.age.${code}`)] as const),
        ["", t("widget.form.age.none")],
      ]}
      value={profile.value.age}
      choose={(age) => tell({ age: age as Profile["age"] })}
    />
    <Ways />
  </>
);

function About(): JSX.Element {
  const offered = told.value.topics?.filter((code): code is Topic => TOPICS.some((topic) => topic === code));
  const topics: readonly Topic[] = offered?.length ? offered : TOPICS;
  const shown = (code: Topic): JSX.Element => (
    <>
      <TopicPicture topic={code} />
      {t(`widget.topic.${code}`)}
    </>
  );
  return (
    <Taps
      id="topic"
      kind="pictures"
      question={t("widget.form.topic")}
      options={[...topics.map((code) => [code, shown(code)] as const), ["", t("widget.form.topic.none")]]}
      value={profile.value.topic}
      choose={(topic) => tell({ topic: topic as Profile["topic"] })}
    />
  );
}

function HowBad(): JSX.Element {
  const { howBad = 0 } = profile.value;
  const shown = (level: (typeof LEVELS)[number]): JSX.Element => (
    <>
      <strong>{level}</strong>
      {t(`widget.bad.${level}`)}
    </>
  );
  return (
    <>
      <Taps
        id="bad"
        kind="few"
        question={t("widget.form.bad")}
        hint={t("widget.form.bad.hint")}
        options={[
          ...LEVELS.map((level) => [`${level}`, shown(level)] as const),
          ["0", t("widget.form.age.none")],
        ]}
        value={`${howBad}`}
        choose={(level) => tell({ howBad: Number(level) })}
      />
      {howBad === WORST && <Danger open />}
    </>
  );
}

/** They go first, and can take it back. */
function InDanger(): JSX.Element | null {
  const { danger, topic } = profile.value;
  if (!danger && topic !== "danger_now") return null;
  return (
    <div class="note" role="status" data-test="in-danger">
      <p>{t("widget.form.danger")}</p>
      <button
        type="button"
        class="btn"
        onClick={() => tell({ danger: false, ...(topic === "danger_now" ? { topic: "" } : {}) })}
      >
        {t("widget.form.danger.no")}
      </button>
    </div>
  );
}

const STEPS = [Who, About, HowBad] as const;

function Steps(): JSX.Element {
  const [at, go] = useState(0);
  const box = useRef<HTMLDivElement>(null);
  const moved = useRef(false);
  useLayoutEffect(() => {
    if (moved.current) box.current?.querySelector("legend")?.focus();
  }, [at]);
  const to = (step: number): void => {
    moved.current = true;
    go(step);
  };
  const Step = STEPS[at] ?? Who;
  return (
    <section class="card stack" aria-labelledby="before" data-test="before-step">
      <div>
        <h2 id="before">{t("widget.form.title")}</h2>
        <p class="muted">
          {t("widget.form.hint")} {t("widget.aid.step", { step: at + 1, count: STEPS.length })}
        </p>
      </div>
      <div ref={box} class="stack">
        <Step />
      </div>
      <div class="row">
        {at > 0 && (
          <button type="button" class="btn" onClick={() => to(at - 1)} data-test="before-back">
            {t("widget.aid.back")}
          </button>
        )}
        {at < STEPS.length - 1 && (
          <button type="button" class="btn" onClick={() => to(at + 1)} data-test="before-next">
            {t("widget.aid.next")}
          </button>
        )}
      </div>
    </section>
  );
}

export function Before(): JSX.Element {
  useLookingAgain();
  return (
    <>
      <CameOver />
      <InDanger />
      <Steps />
      <HaveCode />
      <Rules />
    </>
  );
}
