// That a place in the queue is kept: for how long while the line is gone, that it was on coming back; and whether who was
// away for long still waits.
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { t } from "../../shared/i18n";
import { minutesLeft } from "../coming-back";
import type { Conversation } from "../conversation";
import { leave } from "../course";
import { back, offSince } from "../place";

const TICK_MS = 10_000;
const MINUTE_MS = 60_000;

/** Looks at the clock while the line is gone. */
function useNow(ticks: boolean): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    setNow(Date.now());
    if (!ticks) return;
    const clock = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(clock);
  }, [ticks]);
  return now;
}

/** While they wait in peace: what happens when they do not. */
export function Keeping({ talk }: { talk: Conversation }): JSX.Element | null {
  const keptMs = talk.state.value?.kept_ms ?? 0;
  const off = offSince.value;
  const now = useNow(off > 0);
  if (!keptMs) return null;
  const left = minutesLeft(Math.max(0, now - off), keptMs);
  const count = Math.floor(keptMs / MINUTE_MS);
  if (off)
    return <p class="small">{left ? t("widget.keep.away", { count: left }) : t("widget.keep.late")}</p>;
  return count > 0 ? <p class="small">{t("widget.keep.how", { count })}</p> : null;
}

function wait(): void {
  back.value = "";
  document.querySelector<HTMLElement>("h1")?.focus();
}

function Still(): JSX.Element {
  const stop = (): void => {
    back.value = "";
    void leave();
  };
  return (
    <section class="note" aria-labelledby="still" data-test="still">
      <h2 id="still">{t("widget.still.title")}</h2>
      <p>{t("widget.still.text")}</p>
      <div class="row">
        <button type="button" class="btn primary" onClick={wait} data-test="still-yes">
          {t("widget.still.yes")}
        </button>
        <button type="button" class="btn" onClick={stop} data-test="still-no">
          {t("widget.waiting.stop")}
        </button>
      </div>
    </section>
  );
}

export const Back = (): JSX.Element => (
  <div role="status">
    {back.value === "kept" && (
      <p class="note good" data-test="kept">
        {t("widget.keep.back")}
      </p>
    )}
    {back.value === "still" && <Still />}
  </div>
);
