// Going on at another device, or later: four words, good once and for a quarter of an hour.
import { Smartphone } from "lucide";
import type { JSX } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { t } from "../../shared/i18n";
import { Icon } from "../../shared/ui/icon";
import { once } from "../../shared/ui/once";
import type { Conversation } from "../conversation";
import { asksElsewhere } from "../elsewhere";
import { exit } from "../first-look";
import { mayTakeFocus } from "../host";
import { asksLeave } from "../store";

const MINUTE_MS = 60_000;

export const AskElsewhere = (): JSX.Element => (
  <button
    type="button"
    class="btn plain small"
    onClick={once(() => {
      asksLeave.value = false;
      asksElsewhere.value = true;
    })}
    data-test="elsewhere"
  >
    <Icon node={Smartphone} size={18} />
    {t("widget.elsewhere")}
  </button>
);

interface Code {
  words: readonly string[];
  /** For so many minutes. */
  left: number;
  /** They count no more; or they should be here by now. */
  again: "" | "over" | "late";
}
/** Longer than a server takes that answers at all. */
const LATE_MS = 15_000;

/** Asked for once there is a connection; what was lost on its way is asked for again. */
function useCode(talk: Conversation): Code {
  const code = talk.code.value;
  const [again, setAgain] = useState<Code["again"]>("");
  const open = talk.link.value === "open";
  useEffect(() => {
    if (open && !talk.code.peek()) talk.askCode();
  }, [open]);
  useEffect(() => {
    setAgain("");
    const clock = code && setTimeout(() => setAgain("over"), code.left_ms);
    return () => clearTimeout(clock ?? undefined);
  }, [code]);
  useEffect(() => {
    if (code || !open) return undefined;
    const clock = setTimeout(() => setAgain("late"), LATE_MS);
    return () => clearTimeout(clock);
  }, [code, open]);
  return { words: code?.words ?? [], left: Math.floor((code?.left_ms ?? 0) / MINUTE_MS), again };
}

const Words = ({ words }: { words: readonly string[] }): JSX.Element => (
  <p class="code" dir="ltr" translate={false} data-test="code">
    {words.join(" ")}
  </p>
);

function Told({ talk, code }: { talk: Conversation; code: Code }): JSX.Element {
  const { words, left, again } = code;
  if (again)
    return (
      <>
        <p>{t(again === "over" ? "widget.elsewhere.over" : "widget.elsewhere.wait")}</p>
        <button type="button" class="btn" onClick={() => talk.askCode()} data-test="elsewhere-new">
          {t("widget.elsewhere.new")}
        </button>
      </>
    );
  if (words.length === 0) return <p>{t("widget.elsewhere.wait")}</p>;
  return (
    <>
      <p>{t("widget.elsewhere.how")}</p>
      <Words words={words} />
      <p>{t("widget.elsewhere.once", { minutes: left })}</p>
    </>
  );
}

function close(): void {
  asksElsewhere.value = false;
}

/** The panel is gone, and what had the focus with it. */
function backToButton(): void {
  if (mayTakeFocus() && document.activeElement === document.body)
    document.querySelector<HTMLElement>("[data-test=elsewhere], [data-test=leave]")?.focus();
}

export function Elsewhere({ talk }: { talk: Conversation }): JSX.Element {
  const code = useCode(talk);
  const title = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => {
    if (mayTakeFocus()) title.current?.focus(); // it comes anew when it is their turn
    return () => void setTimeout(backToButton);
  }, []);
  const key = (event: KeyboardEvent): void => {
    if (event.key !== "Escape") return;
    event.preventDefault(); // it is not for the cover then
    close();
  };
  return (
    <section class="ask" aria-labelledby="elsewhere" onKeyDown={key}>
      <h2 id="elsewhere" tabIndex={-1} ref={title}>
        {t("widget.elsewhere.title")}
      </h2>
      <div role="status" class="stack-s">
        <Told talk={talk} code={code} />
      </div>
      <p class="small">{t("widget.elsewhere.past")}</p>
      <div class="row">
        <button type="button" class="btn" onClick={close} data-test="elsewhere-close">
          {t("widget.elsewhere.close")}
        </button>
        {code.words.length > 0 && !code.again && (
          <button type="button" class="btn primary" onClick={exit} data-test="leave-device">
            {t("widget.elsewhere.leave")}
          </button>
        )}
      </div>
    </section>
  );
}
