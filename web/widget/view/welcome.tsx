// The door: what this is, what may be told beforehand, and the start.
import type { JSX, TargetedEvent } from "preact";
import { LANGUAGE_NAMES, lang, t } from "../../shared/i18n";
import { changeLanguage, join } from "../flow";
import { inFrame } from "../host";
import { survivesReload } from "../storage";
import { availability, joining, profile } from "../store";
import { AGES, isUrgent, TOPICS } from "../topics";
import { waitWords } from "../wait";
import { Facts } from "./facts";
import { Page } from "./page";
import { ChildFocus, Danger } from "./phones";
import { OtherLanguages } from "./unserved";

const NICKNAME_LENGTH = 30;

interface ChoiceProps {
  id: "topic" | "age";
  options: readonly (readonly [code: string, words: string])[];
}

function Choice({ id, options }: ChoiceProps): JSX.Element {
  const choose = (event: TargetedEvent<HTMLSelectElement>): void => {
    profile.value = { ...profile.value, [id]: event.currentTarget.value };
  };
  return (
    <div class="field">
      <label for={id}>{t(`widget.form.${id}`)}</label>
      <select id={id} value={profile.value[id]} onChange={choose} data-test={id}>
        <option value="">{t(`widget.form.${id}.none`)}</option>
        {options.map(([code, words]) => (
          <option key={code} value={code}>
            {words}
          </option>
        ))}
      </select>
    </div>
  );
}

function Nickname(): JSX.Element {
  const type = (event: TargetedEvent<HTMLInputElement>): void => {
    profile.value = { ...profile.value, nickname: event.currentTarget.value };
  };
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
        maxLength={NICKNAME_LENGTH}
        aria-describedby="nickname-hint"
        value={profile.value.nickname}
        onInput={type}
        data-test="nickname"
      />
    </div>
  );
}

function Before(): JSX.Element {
  const offered = availability.value?.topics;
  const topics = offered?.length ? TOPICS.filter((topic) => offered.includes(topic)) : TOPICS;
  return (
    <fieldset class="card stack">
      <legend>
        <h2>{t("widget.form.title")}</h2>
      </legend>
      <p class="muted">{t("widget.form.hint")}</p>
      <Nickname />
      <Choice id="topic" options={topics.map((code) => [code, t(`widget.topic.${code}`)])} />
      <Choice id="age" options={AGES.map((code) => [code, t(`widget.age.${code}`)])} />
      {profile.value.age === "adult" && (
        <div class="note">
          <p>{t("widget.adult")}</p>
          <ChildFocus />
        </div>
      )}
    </fieldset>
  );
}

function Standing(): JSX.Element {
  const { low_s = -1, high_s = -1 } = availability.value ?? {};
  return (
    <p class="standing">
      <strong>{t("widget.open")}</strong> {waitWords(low_s, high_s)}
    </p>
  );
}

function Unserved({ served }: { served: readonly string[] }): JSX.Element {
  return (
    <section class="note">
      <h2>{t("widget.unserved.title", { language: LANGUAGE_NAMES[lang.value] })}</h2>
      <p>{t("widget.unserved.before")}</p>
      <OtherLanguages codes={served} choose={(code) => void changeLanguage(code)} />
    </section>
  );
}

function Nobody(): JSX.Element {
  return (
    <section class="standing">
      <h2>{t("widget.unserved.nobody")}</h2>
      <p>{t("widget.unserved.nobody.text")}</p>
    </section>
  );
}

/** Where the browser lets a frame keep nothing, a reload would lose the chat: a window of its own does not. */
function OwnWindow(): JSX.Element | null {
  if (!inFrame() || survivesReload()) return null;
  return (
    <p class="small">
      <a href={`${location.pathname}?lang=${lang.value}`} target="_blank" rel="noopener noreferrer">
        {t("widget.ownwindow")}
      </a>
    </p>
  );
}

/** How the desk stands for this language, told before anybody queues. */
function Now(): JSX.Element {
  const { served = [] } = availability.value ?? {};
  if (served.includes(lang.value)) return <Standing />;
  return served.length > 0 ? <Unserved served={served} /> : <Nobody />;
}

export function Welcome(): JSX.Element {
  const start = (event: Event): void => {
    event.preventDefault();
    void join();
  };
  return (
    <form class="whole" onSubmit={start}>
      <Page
        title={t("widget.welcome.title")}
        foot={
          <button type="submit" class="btn primary wide" aria-disabled={joining.value} data-test="start">
            {joining.value ? t("widget.starting") : t("widget.start")}
          </button>
        }
      >
        <p class="lead">{t("widget.welcome.lead")}</p>
        <Now />
        <OwnWindow />
        <Danger open={isUrgent(profile.value.topic)} />
        <Facts />
        <Before />
      </Page>
    </form>
  );
}
