// A teen who says nothing: asked kindly whether they are there, and the time to think that they may ask for.
import { Hourglass } from "lucide";
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { t } from "../../shared/i18n";
import { Icon } from "../../shared/ui/icon";
import type { Conversation } from "../conversation";
import { tellUnread } from "../unread";

export function Think({ talk }: { talk: Conversation }): JSX.Element | null {
  const { why, timesLeft } = talk.clock.quiet.value;
  if (why === "thinking" || timesLeft === 0) return null;
  return (
    <button type="button" class="btn plain small" onClick={() => talk.clock.think()} data-test="think">
      <Icon node={Hourglass} size={18} />
      {t("widget.think")}
    </button>
  );
}

/** Seen to run down, and not read out at each minute. */
const Left = ({ minutes }: { minutes: number }): JSX.Element => (
  <p class="small muted" aria-hidden="true">
    {t("widget.quiet.left", { count: minutes })}
  </p>
);

function Here({ talk, words }: { talk: Conversation; words: string }): JSX.Element {
  return (
    <button type="button" class="btn primary" onClick={() => talk.clock.here()} data-test="here">
      {words}
    </button>
  );
}

function Asked({ talk, minutes }: { talk: Conversation; minutes: number }): JSX.Element {
  const [count] = useState(minutes);
  useEffect(tellUnread, []);
  return (
    <div class="note" data-test="asked">
      <h2>{t("widget.quiet.title")}</h2>
      <p>{t("widget.quiet.text", { count })}</p>
      <Left minutes={minutes} />
      <div class="row">
        <Here talk={talk} words={t("widget.quiet.here")} />
        <Think talk={talk} />
      </div>
    </div>
  );
}

function Thinking({ talk, minutes }: { talk: Conversation; minutes: number }): JSX.Element {
  return (
    <div class="note" data-test="thinking">
      <p>{t("widget.thinking.text")}</p>
      <Left minutes={minutes} />
      <div class="row">
        <Here talk={talk} words={t("widget.thinking.back")} />
      </div>
    </div>
  );
}

export function QuietState({ talk }: { talk: Conversation }): JSX.Element {
  const { why, minutes } = talk.clock.quiet.value;
  return (
    <div role="status">
      {why === "asked" && <Asked talk={talk} minutes={minutes} />}
      {why === "thinking" && <Thinking talk={talk} minutes={minutes} />}
    </div>
  );
}
