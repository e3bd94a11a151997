// The door: what this is, what may be told beforehand, and the start.
import type { JSX } from "preact";
import { lang, languageName, t } from "../../shared/i18n";
import { changeLanguage, join } from "../door";
import { inFrame } from "../host";
import { viewOf } from "../parts";
import { survivesReload } from "../storage";
import { availability, joining, profile } from "../store";
import { isUrgent } from "../urgent";
import { waitWords } from "../wait";
import { Facts } from "./facts";
import { OtherLanguages } from "./other-languages";
import { Page } from "./page";
import { Danger } from "./phones";

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
      <h2>{t("widget.unserved.title", { language: languageName(lang.value) })}</h2>
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

/** Whoever opens the numbers is in danger, until they close them or say that they are not. */
const inDanger = (danger: boolean): void => {
  profile.value = { ...profile.value, danger: danger && !isUrgent(profile.value.topic) };
};

export function Welcome(): JSX.Element {
  const Before = viewOf("before");
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
        <Danger open={isUrgent(profile.value.topic)} told={inDanger} />
        <Facts />
        {Before && <Before />}
      </Page>
    </form>
  );
}
