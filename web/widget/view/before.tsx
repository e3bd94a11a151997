// Below the first look: more of what a teen can count on, and what may be told before a chat. All of it may stay open.
import type { JSX, TargetedEvent } from "preact";
import type { Topic } from "../../shared/codes";
import { t } from "../../shared/i18n";
import { MAX_NAME } from "../../shared/limits";
import { profile, told } from "../store";
import { AGES, TOPICS } from "../topics";
import { Counter } from "./counter";
import { HouseRules } from "./house-rules";
import { Phones } from "./phones";

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
        aria-describedby="nickname-hint"
        value={profile.value.nickname}
        onInput={type}
        data-test="nickname"
      />
      <Counter of={profile.value.nickname} most={MAX_NAME} then={t("widget.composer.cut")} />
    </div>
  );
}

const More = (): JSX.Element => (
  <details class="more">
    <summary>{t("widget.facts.more")}</summary>
    <p>{t("widget.facts.row")}</p>
    <p>{t("widget.facts.where")}</p>
    <p>{t("widget.facts.history")}</p>
  </details>
);

function Questions(): JSX.Element {
  const offered = told.value.topics?.filter((code): code is Topic => TOPICS.some((topic) => topic === code));
  const topics = offered?.length ? offered : TOPICS;
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
          <Phones who="adults" lead={t("widget.phones.adults")} />
        </div>
      )}
    </fieldset>
  );
}

export const Before = (): JSX.Element => (
  <>
    <HouseRules />
    <More />
    <Questions />
  </>
);
