// Some emoji to choose from: a toolbar that the arrow keys walk, above the box they go into.
import type { JSX } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { t } from "../../shared/i18n";

const EMOJI = [
  ["smile", "🙂"],
  ["grin", "😀"],
  ["laugh", "😂"],
  ["wink", "😉"],
  ["relieved", "😌"],
  ["hug", "🤗"],
  ["unsure", "😕"],
  ["sad", "😢"],
  ["crying", "😭"],
  ["afraid", "😨"],
  ["worried", "😟"],
  ["ashamed", "😳"],
  ["cross", "😠"],
  ["furious", "😡"],
  ["tired", "😩"],
  ["sick", "🤢"],
  ["blank", "😐"],
  ["thinking", "🤔"],
  ["heart", "❤️"],
  ["broken", "💔"],
  ["yes", "👍"],
  ["no", "👎"],
  ["thanks", "🙏"],
  ["strong", "💪"],
] as const;
const ROW = 8;
const STEPS: Readonly<Record<string, number>> = {
  ArrowRight: 1,
  ArrowLeft: -1,
  ArrowDown: ROW,
  ArrowUp: -ROW,
};

export function Emoji({ put, close }: { put: (emoji: string) => void; close: () => void }): JSX.Element {
  const bar = useRef<HTMLDivElement>(null);
  const [at, move] = useState(0);
  // before the next key is heard
  useLayoutEffect(() => bar.current?.querySelectorAll("button")[at]?.focus(), [at]);
  const key = (event: KeyboardEvent): void => {
    const step = STEPS[event.key];
    if (event.key !== "Escape" && !step) return;
    event.preventDefault();
    event.stopPropagation();
    if (step) move((at + step + EMOJI.length) % EMOJI.length);
    else close();
  };
  return (
    <div
      class="emoji"
      role="toolbar"
      aria-label={t("widget.emoji")}
      ref={bar}
      onKeyDown={key}
      data-test="emoji"
    >
      {EMOJI.map(([name, emoji], index) => (
        <button
          key={name}
          type="button"
          class="btn plain"
          tabIndex={index === at ? 0 : -1}
          aria-label={t(`widget.emoji.${name}`)}
          title={t(`widget.emoji.${name}`)}
          onClick={() => put(emoji)}
        >
          {emoji}
        </button>
      ))}
    </div>
  );
}
