// The conversation: who is there, the transcript, what is asked, and the composer.
import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { lang, sentence, t } from "../../shared/i18n";
import type { Conversation } from "../conversation";
import { asksElsewhere } from "../elsewhere";
import { elsewhere } from "../later";
import { asksLeave, resources, stopping } from "../store";
import { Answers } from "./answers";
import { Composer } from "./composer";
import { Consent } from "./consent";
import { askLeave, LeaveQuestion } from "./leave";
import { LinkState } from "./link";
import { NoFiles } from "./no-files";
import { QuietState } from "./quiet";
import { Transcript } from "./transcript";

function presence(talk: Conversation): string {
  if (talk.link.value !== "open") return t("widget.chat.reconnecting");
  if (talk.typing.value) return t("widget.chat.typing");
  return t(talk.counsellorOnline.value ? "widget.chat.here" : "widget.chat.away");
}

/** Whoever reads along stands in the header for as long as they do. */
function Beside({ talk }: { talk: Conversation }): JSX.Element | null {
  const held = talk.supervisor.value;
  if (!held) return null;
  const name = held.name || t("widget.chat.supervisor");
  return <p class="presence">{sentence(t("widget.chat.beside", { name }))}</p>;
}

function Top({ talk }: { talk: Conversation }): JSX.Element {
  const name = talk.counsellor.value?.name || t("widget.chat.counsellor");
  const here = talk.link.value === "open" && talk.counsellorOnline.value;
  return (
    <div class="top">
      <div>
        <h1 tabIndex={-1}>{t("widget.chat.with", { name })}</h1>
        <p role="status" class={here ? "presence here" : "presence"}>
          {presence(talk)}
        </p>
        <Beside talk={talk} />
      </div>
      <button type="button" class="btn" onClick={askLeave} data-test="leave">
        {t("widget.chat.stop")}
      </button>
    </div>
  );
}

function Foot({ talk }: { talk: Conversation }): JSX.Element | null {
  if (talk.leaving.value || stopping.value) return null;
  if (asksLeave.value) return <LeaveQuestion talk={talk} />;
  const Panel = asksElsewhere.value && elsewhere.value?.Elsewhere;
  if (Panel) return <Panel talk={talk} />;
  return (
    <>
      <Answers talk={talk} />
      <Composer talk={talk} />
    </>
  );
}

/** Drawn anew for what it shows alone: a key in the box below leaves a long chat as it is. */
function Log({ talk }: { talk: Conversation }): JSX.Element {
  const shown = [talk.lines.value, talk.unsent.value, talk.state.value?.language];
  return useMemo(() => <Transcript talk={talk} />, [talk, ...shown, lang.value, resources.value]);
}

export function Chat({ talk }: { talk: Conversation }): JSX.Element {
  return (
    <main class="chat">
      <Top talk={talk} />
      <Log talk={talk} />
      <LinkState talk={talk} />
      <QuietState talk={talk} />
      <NoFiles />
      <Consent talk={talk} />
      <Foot talk={talk} />
    </main>
  );
}
