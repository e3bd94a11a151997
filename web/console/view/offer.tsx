// A chat on offer: what is known of it, how long it waits for an answer, accept or decline. Takes no focus by itself.

import { useId, useRef } from "preact/hooks";
import { t } from "../../shared/i18n";
import { once } from "../../shared/ui/once";
import { now } from "../../staff/clock";
import { clockFace, span } from "../../staff/time";
import { Icon } from "../../staff/ui/icon";
import { accept, decline } from "../actions";
import { acceptKeys } from "../shortcuts";
import type { Chat } from "../state/model";
import { leftOf, online } from "../store";
import { Facts } from "./facts";

export function Offer({ chat }: { chat: Chat }) {
  const id = useId();
  const left = leftOf(chat);
  const keys = acceptKeys();
  return (
    <article class={chat.priority < 3 ? "offer urgent" : "offer"} aria-labelledby={id} data-testid="offer">
      {/* Said once: what ticks stands outside, or it would be said each second. */}
      <div class="offer-words" role="alert">
        <h2 id={id}>
          <Icon name={chat.priority < 3 ? "warning" : "chat"} />
          {t(chat.previous ? "console.offer.again" : "console.offer.title")}
        </h2>
        <Facts chat={chat} />
      </div>
      <p class="chip plain">
        {t("console.offer.waited", { time: span((now.value - chat.joinedAt) / 1000) })}
      </p>
      <div class="offer-acts">
        {left !== null && <Countdown left={left} />}
        <button
          type="button"
          class="btn primary"
          onClick={once(() => accept(chat))}
          disabled={!online.value}
          data-testid="accept"
        >
          {t("console.offer.accept")} {keys && <kbd>{keys}</kbd>}
        </button>
        <button
          type="button"
          class="btn"
          onClick={once(() => decline(chat))}
          disabled={!online.value}
          data-testid="decline"
        >
          {t("console.offer.decline")}
        </button>
      </div>
    </article>
  );
}

/** Full as it is first seen: how long an offer stands is the desk's. */
function Countdown({ left }: { left: number }) {
  const whole = useRef(left);
  return (
    <span class="countdown" role="timer" aria-live="off">
      <progress max={whole.current} value={left} aria-label={t("console.offer.left")} />
      <span>{clockFace(left)}</span>
    </span>
  );
}
