// A chat that never was, for the preview: a real conversation that is never started, so that every screen finds its parts.
import { signal } from "@preact/signals-core";
import { t } from "../shared/i18n";
import type { TeenState } from "../shared/protocol";
import type { Line, Said } from "../shared/transcript/model";
import { Conversation } from "../widget/conversation";
import type { Happening } from "../widget/storage";

const NAME = "An";
const nothing = (): void => undefined;

const said = (key: string, who: "teen" | "counsellor", text: string): Said => ({
  ...{ kind: "said", key, who, mine: who === "teen", fence: 1, payload: { text } },
  delivery: who === "teen" ? "delivered" : "",
});

const lines = (): Line<Happening>[] => [
  { kind: "told", key: "came", what: { after: 0, code: "joined", name: NAME } },
  said("1", "teen", t("preview.teen")),
  said("2", "counsellor", t("preview.counsellor")),
];

export function sampleTalk(state: string): Conversation {
  const talk = new Conversation({ chat: "preview", token: "", ticket: "" }, "", {
    ...{ over: nothing, cut: nothing, heard: nothing },
  });
  const base = {
    t: "teen_state",
    chat: "preview",
    language: document.documentElement.lang,
    ticket: "",
  } as const;
  const moved: TeenState =
    state === "waiting"
      ? { ...base, state: "waiting", fence: 0 }
      : { ...base, state: "active", fence: 1, holders: [{ who: "counsellor", name: NAME }] };
  talk.state.value = moved;
  talk.link.value = "open";
  if (state === "waiting")
    talk.position.value = { t: "position", chat: "preview", position: 3, low_s: 240, high_s: 600 };
  const shown = signal(state === "waiting" ? [] : lines());
  const here = signal(state !== "waiting");
  Object.defineProperty(talk, "lines", { value: shown });
  Object.defineProperty(talk, "counsellorOnline", { value: here });
  return talk;
}
