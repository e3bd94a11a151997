// Our own connection, told only when it is away for longer than a moment.

import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { t } from "../../shared/i18n";
import type { Conversation } from "../conversation";
import { Phones } from "./phones";

const MOMENT_MS = 1_500;
const LONG_MS = 20_000;

/** How long it is gone: not worth a word, worth one, or so long that there is a phone. */
function useGone(gone: boolean): 0 | 1 | 2 {
  const [stage, setStage] = useState<0 | 1 | 2>(0);
  useEffect(() => {
    if (!gone) return setStage(0);
    const timers = [setTimeout(() => setStage(1), MOMENT_MS), setTimeout(() => setStage(2), LONG_MS)];
    return () => timers.forEach(clearTimeout);
  }, [gone]);
  return gone ? stage : 0;
}

function words(talk: Conversation): string {
  if (talk.leaving.value) return t("widget.link.leaving");
  return t(talk.link.value === "offline" ? "widget.link.offline" : "widget.link.away");
}

export function LinkState({ talk }: { talk: Conversation }): JSX.Element {
  const gone = useGone(talk.link.value !== "open");
  return (
    <>
      <div role="status">
        {gone > 0 && (
          <div class="note away" data-test="away">
            <p>{words(talk)}</p>
            <button type="button" class="btn" onClick={() => talk.retry()}>
              {t("widget.link.now")}
            </button>
          </div>
        )}
      </div>
      {gone > 1 && (
        <section class="stack-s gone">
          <Phones lead={t("widget.link.call")} />
        </section>
      )}
    </>
  );
}
