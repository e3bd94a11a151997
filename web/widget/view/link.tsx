// Our own connection, told only when it is away for longer than a moment.

import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { t } from "../../shared/i18n";
import type { Conversation } from "../conversation";

const MOMENT_MS = 1_500;

function useLongGone(gone: boolean): boolean {
  const [long, setLong] = useState(false);
  useEffect(() => {
    if (!gone) return setLong(false);
    const timer = setTimeout(() => setLong(true), MOMENT_MS);
    return () => clearTimeout(timer);
  }, [gone]);
  return long && gone;
}

export function LinkState({ talk }: { talk: Conversation }): JSX.Element {
  const gone = useLongGone(talk.link.value !== "open");
  return (
    <div role="status">
      {gone && (
        <div class="note away">
          <p>{t("widget.link.away")}</p>
          <button type="button" class="btn" onClick={() => talk.retry()}>
            {t("widget.link.now")}
          </button>
        </div>
      )}
    </div>
  );
}
