// After a chat: the short form, more time, a break or a breather, and on to the next.

import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { lang, t } from "../../shared/i18n";
import { clockFace } from "../../staff/time";
import { Tick } from "../../staff/ui/field";
import { Icon } from "../../staff/ui/icon";
import { worded } from "../../staff/ui/words";
import { useWhileShown } from "../../staff/until-there";
import { breather, extend, ready, setStatus } from "../actions";
import { awaitForm, definition, forgetForm, leaveOpen, store } from "../forms";
import type { Chat } from "../state/model";
import { leftOf, online, selected } from "../store";
import { FormFields } from "./form-fields";

type After = "next" | "break" | "breather";
const BREATHER_MINUTES = 10;

export function WrapUp({ chat }: { chat: Chat }) {
  const after = useSignal<After>("next");
  const wrong = useSignal<readonly string[]>([]);
  const busy = useSignal(false);
  const title = useRef<HTMLHeadingElement>(null);
  const form = useRef<HTMLFormElement>(null);
  useWhileShown(awaitForm);
  useEffect(() => {
    // what is missing may stand above what is seen of a long form; who writes elsewhere by now goes on there
    const [[first], had] = [wrong.value, document.activeElement];
    if (first && (had === document.body || form.current?.contains(had)))
      form.current?.querySelector<HTMLElement>(`[data-field="${first}"] :is(input, select)`)?.focus();
  }, [wrong.value]);
  useEffect(() => {
    // the focus went with the box to write in, or with the question before the end
    if (document.activeElement === document.body && selected.value?.chat === chat.chat)
      title.current?.focus({ preventScroll: true });
  }, []);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    busy.value = true;
    wrong.value = await store(chat.chat);
    if (wrong.value.length === 0) await onward(chat, after.value);
    busy.value = false;
  };
  return (
    <form class="wrap-up" ref={form} onSubmit={submit} autocomplete="off" data-testid="wrap-up" noValidate>
      <header class="wrap-head">
        <h3 tabIndex={-1} ref={title}>
          {t("console.wrap.title")}
        </h3>
        <p class="muted">{worded("console.end", chat.end ?? "finished")}</p>
        <span class="grow" />
        <TimeLeft chat={chat} />
      </header>
      {wrong.value.length > 0 && <Missing names={wrong.value} />}
      <FormFields chat={chat.chat} wrong={wrong.value} />
      <fieldset class="field">
        <legend>{t("console.wrap.after")}</legend>
        <div class="choices">
          {(["next", "break", "breather"] as const).map((one) => (
            <Tick
              key={one}
              type="radio"
              name={`after-${chat.chat}`}
              checked={after.value === one}
              onChange={() => (after.value = one)}
              label={t(`console.wrap.after.${one}`, { count: BREATHER_MINUTES })}
            />
          ))}
        </div>
      </fieldset>
      <footer class="wrap-acts">
        <button
          type="button"
          class="btn plain"
          onClick={() => skip(chat, after.value)}
          disabled={busy.value || !online.value}
          data-testid="wrap-skip"
        >
          {t("console.wrap.skip")}
        </button>
        <button
          type="submit"
          class="btn primary"
          disabled={busy.value || !online.value}
          data-testid="wrap-done"
        >
          <Icon name="check" /> {t("console.wrap.done")}
        </button>
      </footer>
    </form>
  );
}

/** The form stays as it is: not stored, and not missed. */
function skip(chat: Chat, after: After): Promise<void> {
  leaveOpen(chat.chat);
  return onward(chat, after);
}

async function onward(chat: Chat, after: After): Promise<void> {
  if (after === "break") await setStatus("away", "break");
  if (after === "breather") await breather(BREATHER_MINUTES);
  if (await ready(chat)) forgetForm(chat.chat);
}

function TimeLeft({ chat }: { chat: Chat }) {
  const left = leftOf(chat);
  if (left === null) return null;
  return (
    <span class="time-left">
      <span role="timer" aria-live="off">
        {t("console.wrap.left", { time: clockFace(left) })}
      </span>
      <button
        type="button"
        class="btn small"
        onClick={() => extend(chat)}
        disabled={!online.value}
        data-testid="extend"
      >
        {t("console.wrap.extend")}
      </button>
    </span>
  );
}

function Missing({ names }: { names: readonly string[] }) {
  const fields = definition.value?.fields.filter((field) => names.includes(field.name)) ?? [];
  if (fields.length === 0) return null;
  return (
    <p class="note bad" role="alert">
      <Icon name="alert" />
      <span>
        {t("console.wrap.missing")} {fields.map((field) => field.label[lang.value]).join(", ")}
      </span>
    </p>
  );
}
