// Asks once before words leave that seem to say who or where somebody is. Not a dialog: the way out stays free.
import "../css/extra.css";
import type { JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { t } from "../../shared/i18n";
import type { Found } from "../personal";

export { personalIn } from "../personal";

interface StopProps {
  found: readonly Found[];
  change: () => void;
  send: () => void;
}

export function StopQuestion({ found, change, send }: StopProps): JSX.Element {
  const question = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => question.current?.focus(), []);
  const key = (event: KeyboardEvent): void => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    change();
  };
  return (
    <section class="ask stop" aria-labelledby="stop" onKeyDown={key} data-test="stop">
      <h2 id="stop" tabIndex={-1} ref={question}>
        {t("widget.stop.title")}
      </h2>
      <ul>
        {found.map(({ kind, words }) => (
          <li key={kind}>
            {t(`widget.stop.${kind}`)} <q dir="auto">{words}</q>
          </li>
        ))}
      </ul>
      <p>{t("widget.stop.text")}</p>
      <div class="row">
        <button type="button" class="btn primary" onClick={change} data-test="stop-change">
          {t("widget.stop.change")}
        </button>
        <button type="button" class="btn" onClick={send} data-test="stop-send">
          {t("widget.stop.send")}
        </button>
      </div>
    </section>
  );
}
