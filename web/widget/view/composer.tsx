// Where the teen writes: grows with the text, counts near the limit, keeps its draft.
import { SendHorizontal, Smile } from "lucide";
import type { JSX, TargetedEvent } from "preact";
import { useState } from "preact/hooks";
import { written } from "../../shared/clean-text";
import { t } from "../../shared/i18n";
import { roomLeft } from "../../shared/length";
import { MAX_TEXT } from "../../shared/limits";
import { useGrowing } from "../../shared/ui/composing";
import { Icon } from "../../shared/ui/icon";
import { composes } from "../../shared/ui/keys";
import { saysDanger } from "../care";
import type { Conversation } from "../conversation";
import { emoji, stop } from "../later";
import type { Found } from "../personal";
import { draft } from "../store";
import { Counter } from "./counter";
import { Danger } from "./phones";
import { Think } from "./quiet";

const hasKeyboard = (): boolean => matchMedia("(hover: hover) and (pointer: fine)").matches;

function Hint(): JSX.Element | null {
  if (!saysDanger(draft.value)) return null;
  return (
    <div class="hint">
      <p class="small">{t("widget.care.danger")}</p>
      <Danger />
    </div>
  );
}

export function Composer({ talk }: { talk: Conversation }): JSX.Element {
  const box = useGrowing(draft.value);
  const left = roomLeft(draft.value, MAX_TEXT);
  const [found, stopAt] = useState<readonly Found[]>([]);
  const Stop = stop.value?.StopQuestion;
  const say = (text: string): void => {
    stopAt([]);
    draft.value = "";
    talk.say(text);
    box.current?.focus();
  };
  const send = (event?: Event): void => {
    event?.preventDefault();
    // what stands in the box: an extension that corrects it tells nobody
    draft.value = box.current?.value ?? draft.value;
    const text = written(draft.value);
    if (!text || roomLeft(draft.value, MAX_TEXT) < 0) return;
    const personal = stop.value?.personalIn(text) ?? [];
    if (personal.length > 0) stopAt(personal);
    else say(text);
  };
  const [choosing, choose] = useState(false);
  const Emoji = emoji.value?.Emoji;
  /** Where the caret stands; it goes on behind it. */
  const put = (sign: string): void => {
    const { selectionStart: from = 0, selectionEnd: to = 0 } = box.current ?? {};
    draft.value = draft.value.slice(0, from) + sign + draft.value.slice(to);
    talk.typed();
    choose(false);
    // drawn, and before the next key
    queueMicrotask(() => {
      box.current?.focus();
      box.current?.setSelectionRange(from + sign.length, from + sign.length);
    });
  };
  const change = (): void => {
    stopAt([]);
    const at = draft.value.indexOf(found[0]?.words ?? "");
    box.current?.focus();
    if (at >= 0) box.current?.setSelectionRange(at, at + (found[0]?.words.length ?? 0));
  };
  const type = (event: TargetedEvent<HTMLTextAreaElement>): void => {
    stopAt([]);
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
      {Stop && found.length > 0 && (
        <Stop found={found} change={change} send={() => say(written(draft.value))} />
      )}
      {draft.value === "" && <Think talk={talk} />}
      {Emoji && choosing && <Emoji put={put} close={() => choose(false)} />}
      <Counter of={draft.value} most={MAX_TEXT} />
      <div class="write">
        {Emoji && (
          <button
            type="button"
            class="btn plain"
            aria-label={t("widget.emoji")}
            aria-expanded={choosing}
            onClick={() => choose(!choosing)}
            data-test="choose-emoji"
          >
            <Icon node={Smile} />
          </button>
        )}
        <label class="visually-hidden" for="message">
          {t("widget.composer.label")}
        </label>
        <textarea
          id="message"
          dir="auto"
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
