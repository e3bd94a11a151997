// The welcome screen: what this is, what may be told beforehand, and the start.
import type { JSX } from "preact";
import { lang, t } from "../../shared/i18n";
import { isPlain, join } from "../first-look";
import { inFrame } from "../host";
import { viewOf } from "../parts";
import { survivesReload } from "../storage";
import { joining, profile, told } from "../store";
import { isUrgent } from "../urgent";
import { waitWords } from "../wait";
import { Facts } from "./facts";
import { Page } from "./page";
import { Danger } from "./phones";

function Open(): JSX.Element {
  const { low_s = -1, high_s = -1 } = told.value;
  return (
    <p class="standing">
      <strong>{t("widget.open")}</strong> {waitWords(low_s, high_s)}
    </p>
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
function Now(): JSX.Element | null {
  const Standing = viewOf("standing");
  if (isPlain()) return <Open />;
  return Standing ? <Standing /> : null;
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
        <Danger open={isUrgent(profile.value.topic)} onOpen={inDanger} />
        <Facts />
        {Before && <Before />}
      </Page>
    </form>
  );
}
