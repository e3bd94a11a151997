// Where the teen writes: grows with the text, counts near the limit, keeps its draft.
import { SendHorizontal } from "lucide";
import type { JSX, TargetedEvent } from "preact";
import { t } from "../../shared/i18n";
import { roomLeft } from "../../shared/length";
import { MAX_TEXT } from "../../shared/limits";
import { useGrowing } from "../../shared/ui/composing";
import { Icon } from "../../shared/ui/icon";
import { composes } from "../../shared/ui/keys";
import { revealing } from "../care";
import type { Conversation } from "../conversation";
import { draft } from "../store";
import { Counter } from "./counter";
import { Danger } from "./phones";

const hasKeyboard = (): boolean => matchMedia("(hover: hover) and (pointer: fine)").matches;

function Hint(): JSX.Element | null {
  const found = revealing(draft.value);
  return (
    found && (
      <div class="hint">
        <p class="small">{t(`widget.care.${found}`)}</p>
        {found === "danger" && <Danger />}
      </div>
    )
  );
}

export function Composer({ talk }: { talk: Conversation }): JSX.Element {
  const box = useGrowing(draft.value);
  const left = roomLeft(draft.value, MAX_TEXT);
  const send = (event?: Event): void => {
    event?.preventDefault();
    const text = draft.value.trim();
    if (!text || left < 0) return;
    draft.value = "";
    talk.say(text);
    box.current?.focus();
  };
  const type = (event: TargetedEvent<HTMLTextAreaElement>): void => {
    draft.value = event.currentTarget.value;
    if (draft.value) talk.typed();
    else talk.untyped();
  };
  const key = (event: KeyboardEvent): void => {
    if (event.key === "Enter" && !event.shiftKey && !composes(event) && hasKeyboard()) send(event);
  };
  return (
    <form class="composer" onSubmit={send}>
      <Hint />
      <Counter of={draft.value} most={MAX_TEXT} />
      <div class="write">
        <label class="visually-hidden" for="message">
          {t("widget.composer.label")}
        </label>
        <textarea
          id="message"
          ref={box}
          rows={1}
          placeholder={t("widget.composer.placeholder")}
          autocomplete="off"
          aria-invalid={left < 0}
          value={draft.value}
          onInput={type}
          onKeyDown={key}
          data-test="message"
        />
        <button type="submit" class="btn primary send" data-test="send">
          <Icon node={SendHorizontal} />
          <span class="send-word">{t("widget.composer.send")}</span>
        </button>
      </div>
    </form>
  );
}
