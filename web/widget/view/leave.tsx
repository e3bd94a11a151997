// Asks once before the chat or the place in the queue is given up; not a dialog, so that the way out stays free.
import type { JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { t } from "../../shared/i18n";
import { once } from "../../shared/ui/once";
import type { Conversation } from "../conversation";
import { leave } from "../course";
import { mayTakeFocus } from "../host";
import { elsewhere } from "../later";
import { asksLeave } from "../store";

export function askLeave(): void {
  asksLeave.value = true;
}

function stay(): void {
  asksLeave.value = false;
}

function stop(): void {
  stay();
  void leave();
}

/** The question is gone, and what had the focus with it. */
function backToButton(): void {
  if (mayTakeFocus() && document.activeElement === document.body)
    document.querySelector<HTMLElement>("[data-test=leave]")?.focus();
}

export function LeaveQuestion({ talk }: { talk: Conversation }): JSX.Element {
  const question = useRef<HTMLHeadingElement>(null);
  const Elsewhere = elsewhere.value?.AskElsewhere;
  const chatting = talk.state.value?.state === "active";
  useLayoutEffect(() => {
    if (mayTakeFocus()) question.current?.focus(); // it comes anew when it is their turn
    return () => void setTimeout(backToButton);
  }, []);
  const key = (event: KeyboardEvent): void => {
    if (event.key !== "Escape") return;
    event.preventDefault(); // it is not for the cover then
    stay();
  };
  return (
    <section class="ask" aria-labelledby="leave" onKeyDown={key}>
      <h2 id="leave" tabIndex={-1} ref={question}>
        {t("widget.leave.title")}
      </h2>
      <p>{t(chatting ? "widget.leave.chat" : "widget.leave.queue")}</p>
      <div class="row">
        <button type="button" class="btn" onClick={once(stay)}>
          {t("widget.leave.no")}
        </button>
        <button type="button" class="btn primary" onClick={once(stop)} data-test="leave-yes">
          {t("widget.leave.yes")}
        </button>
      </div>
      {Elsewhere && <Elsewhere />}
    </section>
  );
}
