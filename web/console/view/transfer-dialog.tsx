// Handing a chat on: to the queue, a language, a skill or a colleague, with a note sealed like every message.

import { useSignal } from "@preact/signals";
import { written } from "../../shared/clean-text";
import type { Colleague, Colleagues } from "../../shared/http";
import { isolated, t } from "../../shared/i18n";
import { roomLeft } from "../../shared/length";
import { MAX_NOTE } from "../../shared/limits";
import { Dialog } from "../../staff/ui/dialog";
import { Choices, Field, Tick } from "../../staff/ui/field";
import { errorWords, languageName, skillName, worded } from "../../staff/ui/words";
import { untilThere, useWhileShown } from "../../staff/until-there";
import { type Target, transfer } from "../actions";
import { colleagues } from "../library";
import type { Chat } from "../state/model";
import { desk, note, noteOf } from "../store";
import { WordsFirst } from "./words-first";

type How = "queue" | "language" | "skill" | "to";

export function TransferDialog({ chat, onClose }: { chat: Chat; onClose: () => void }) {
  const how = useSignal<How>("queue");
  const pick = useSignal("");
  const { known, wrong } = useColleagues();
  const options = known && optionsOf(how.value, known, chat, desk.value.me?.staff ?? "");
  const chosen = pick.value || (options?.[0]?.[0] ?? "");
  const words = noteOf(chat.chat);
  const go = async () => {
    if (!(await transfer(chat, targetOf(how.value, chosen), written(words)))) return;
    note(chat.chat, "");
    onClose();
  };
  return (
    <Dialog title={t("console.transfer.title")} onClose={onClose} testid="transfer-dialog">
      <p>{t("console.transfer.explain")}</p>
      <Choices legend={t("console.transfer.whereto")}>
        {(["queue", "to", "language", "skill"] as const).map((one) => (
          <Tick
            key={one}
            type="radio"
            name="how"
            checked={how.value === one}
            onChange={() => {
              how.value = one;
              pick.value = "";
            }}
            label={t(`console.transfer.how.${one}`)}
          />
        ))}
      </Choices>
      {how.value !== "queue" && options && (
        <Pick how={how.value} options={options} value={chosen} onPick={(to) => (pick.value = to)} />
      )}
      {how.value !== "queue" && wrong && <p class="note warn">{errorWords(wrong)}</p>}
      <Field label={t("console.transfer.note")} hint={t("console.transfer.note_hint")} most={MAX_NOTE}>
        <textarea
          dir="auto"
          rows={3}
          value={words}
          autocomplete="off"
          onInput={(event) => note(chat.chat, event.currentTarget.value)}
        />
      </Field>
      <div class="dialog-acts">
        <button type="button" class="btn" onClick={onClose}>
          {t("staff.cancel")}
        </button>
        <WordsFirst
          chats={[chat]}
          go={go}
          class="btn primary"
          disabled={(how.value !== "queue" && !chosen) || roomLeft(words, MAX_NOTE) < 0}
          testid="transfer-confirm"
        >
          {t("console.transfer.go")}
        </WordsFirst>
      </div>
    </Dialog>
  );
}

/** Who and what there is to hand on to: nothing until it is known; asked for as long as nobody is reached. */
function useColleagues(): { known: Colleagues | null; wrong: string } {
  const known = useSignal<Colleagues | null>(null);
  const wrong = useSignal("");
  useWhileShown(async (shown) => {
    const found = await untilThere(colleagues, shown, (code) => (wrong.value = code));
    if (!found) return;
    wrong.value = "";
    known.value = found;
  });
  return { known: known.value, wrong: wrong.value };
}

const targetOf = (how: How, chosen: string): Target => (how === "queue" ? {} : { [how]: chosen });

type Option = readonly [value: string, words: string];

function optionsOf(how: How, known: Colleagues, chat: Chat, self: string): readonly Option[] {
  if (how === "language")
    return known.languages.filter((code) => code !== chat.language).map((code) => [code, languageName(code)]);
  if (how === "skill") return known.skills.map((code) => [code, skillName(code)]);
  return known.colleagues
    .filter((one) => one.id !== self && one.status !== "offline")
    .map((one) => [one.id, about(one)]);
}

const about = (one: Colleague): string =>
  `${isolated(one.name)} · ${one.languages.map(languageName).join(", ")} · ${worded("console.status", one.status)}`;

interface PickProps {
  how: Exclude<How, "queue">;
  options: readonly Option[];
  value: string;
  onPick: (value: string) => void;
}
function Pick({ how, options, value, onPick }: PickProps) {
  if (options.length === 0) return <p class="note warn">{t(`console.transfer.none.${how}`)}</p>;
  return (
    <Field label={t(`console.transfer.which.${how}`)}>
      <select value={value} onChange={(event) => onPick(event.currentTarget.value)}>
        {options.map(([code, words]) => (
          <option key={code} value={code}>
            {words}
          </option>
        ))}
      </select>
    </Field>
  );
}
