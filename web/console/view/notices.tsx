// What needs an answer or must be known now: the connection, another tab, offers, invitations, blocks.

import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { t } from "../../shared/i18n";
import { once } from "../../shared/ui/once";
import { now } from "../../staff/clock";
import { Ending } from "../../staff/ending";
import { prefs } from "../../staff/prefs";
import { clockFace } from "../../staff/time";
import { Icon } from "../../staff/ui/icon";
import { Refusal } from "../../staff/ui/refusal";
import { confirmBlock, enter, notNow } from "../actions";
import { asleep } from "../alert";
import { retryNow, takeOver } from "../connection/connect";
import { reconnect } from "../connection/sign-ins";
import { desk, link, offers } from "../store";
import { Offer } from "./offer";

export const Notices = () => (
  <section class="notices" aria-label={t("console.notices")}>
    <div role="alert">
      <LinkNotice />
    </div>
    <Ending />
    <Asleep />
    {offers.value.map((one) => (
      <Offer key={one.chat} chat={one} />
    ))}
    <Invitations />
    <Blocks />
  </section>
);

const Asleep = () => (
  <div role="status">
    {prefs.value.sound && asleep.value && (
      <div class="note" data-testid="sound-asleep">
        <Icon name="info" />
        <span class="grow">{t("console.sound_asleep")}</span>
      </div>
    )}
  </div>
);

function LinkNotice() {
  const state = link.value;
  if (state.state === "elsewhere")
    return <Notice text={t("console.elsewhere")} action={t("console.elsewhere_take")} onAct={takeOver} />;
  if (state.state === "refused") return <Refusal reason={state.reason} onRetry={reconnect} />;
  return state.state === "waiting" ? <Away until={state.until} /> : null;
}

const MOMENT_MS = 1_000;

/** Only when it is away for longer than a moment: a hand-over between servers moves nothing on the screen. */
function Away({ until }: { until: number }) {
  const long = useSignal(false);
  useEffect(() => {
    const timer = setTimeout(() => {
      long.value = true;
    }, MOMENT_MS);
    return () => clearTimeout(timer);
  }, []);
  if (!long.value) return null;
  return (
    <Notice
      text={t("console.reconnecting")}
      action={t("console.retry")}
      onAct={retryNow}
      more={<Next until={until} />}
    />
  );
}

/** Counts down beside the alert, unread by screen readers: the alert itself is said once. */
function Next({ until }: { until: number }) {
  const left = until - now.value;
  if (left <= 0) return null;
  return (
    <span aria-hidden="true" class="muted">
      {t("console.next_try", { time: clockFace(left) })}
    </span>
  );
}

interface NoticeProps {
  text: string;
  action: string;
  onAct: () => void;
  more?: preact.ComponentChildren;
}
const Notice = ({ text, action, onAct, more }: NoticeProps) => (
  <div class="note warn" data-testid="link-notice">
    <Icon name="cut" />
    <span class="grow">{text}</span>
    {more}
    <button type="button" class="btn small" onClick={onAct}>
      {action}
    </button>
  </div>
);

const Invitations = () => (
  <>
    {desk.value.invitations.map((one) => (
      <div class="note" role="alert" key={one.chat} data-testid="invited">
        <Icon name="invite" />
        <span class="grow">{t("console.invited", { name: one.by })}</span>
        <button type="button" class="btn small primary" onClick={once(() => enter(one.chat))}>
          {t("console.invited.enter")}
        </button>
        <button type="button" class="btn small" onClick={once(() => notNow(one.chat))}>
          {t("console.invited.not_now")}
        </button>
      </div>
    ))}
  </>
);

const Blocks = () => (
  <>
    {desk.value.blocks.map((one) => (
      <div class="note warn" role="alert" key={one.chat} data-testid="block-asked">
        <Icon name="ban" />
        <span class="grow">{t("console.block.asked", { name: one.by, count: one.hours })}</span>
        <button type="button" class="btn small" onClick={once(() => confirmBlock(one, true))}>
          {t("console.block.agree")}
        </button>
        <button type="button" class="btn small" onClick={once(() => confirmBlock(one, false))}>
          {t("console.block.refuse")}
        </button>
      </div>
    ))}
  </>
);
