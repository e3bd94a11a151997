// Resource cards: shown while waiting, when closed, in a crisis, or sent by a counsellor.

import { useSignal } from "@preact/signals";
import { t } from "../../shared/i18n";
import { get, post, put, remove } from "../../staff/http";
import { desk } from "../../staff/session";
import { Choices, Field, Tick } from "../../staff/ui/field";
import { languageName, topicName } from "../../staff/words";
import { Table } from "../live/table";
import { AddButton, EditorPage } from "./editor-page";
import { FormDialog, text } from "./form-dialog";
import { LanguageField, LanguageFilter } from "./language-field";
import { type Remote, useRemote } from "./remote";

interface Resource {
  id: string;
  desk: string;
  language: string;
  topic: string;
  kind: string;
  title: string;
  text: string;
  url: string;
  phone: string;
  shown: string[];
  place: number;
}
const PATH = "/api/staff/resources";
const KINDS = ["call", "link", "forum", "advice", "hand_off"] as const;
const SITUATIONS = ["waiting", "closed", "crisis"] as const;
const NEW: Resource = {
  ...{ id: "", desk: "", language: "nl", topic: "", kind: "link", title: "" },
  ...{ text: "", url: "", phone: "", shown: [], place: 0 },
};
const HEADS = ["language", "kind", "title", "text", "shown", "acts"] as const;

export function ResourcesPage() {
  const filter = useSignal("");
  const editing = useSignal<Resource | null>(null);
  const list = useRemote(() => get<{ resources: Resource[] }>(`${PATH}?desk=${desk.value}`), [desk.value]);
  const shown = list.value?.resources.filter((one) => !filter.value || one.language === filter.value) ?? [];
  return (
    <EditorPage
      name="resources"
      act={<AddButton onClick={() => (editing.value = NEW)} />}
      error={list.error}
      loading={!list.value}
    >
      <LanguageFilter value={filter.value} onPick={(code) => (filter.value = code)} />
      <Table
        caption={t("dashboard.page.resources")}
        heads={HEADS.map((head) => t(`dashboard.resources.${head}`))}
      >
        {shown.map((one) => (
          <Row key={one.id} card={one} onEdit={() => (editing.value = one)} />
        ))}
      </Table>
      {editing.value && (
        <CardDialog card={editing.value} list={list} onClose={() => (editing.value = null)} />
      )}
    </EditorPage>
  );
}

const Row = ({ card, onEdit }: { card: Resource; onEdit: () => void }) => (
  <tr>
    <td>{languageName(card.language)}</td>
    <td>{t(`dashboard.resources.kind.${card.kind}`)}</td>
    <th scope="row">
      {card.title} {card.topic && <span class="chip">{topicName(card.topic)}</span>}
    </th>
    <td class="long" lang={card.language}>
      {card.text} {card.phone && <strong>{card.phone}</strong>}
    </td>
    <td>
      {card.shown.map((one) => (
        <span class="chip" key={one}>
          {t(`dashboard.resources.shown.${one}`)}
        </span>
      ))}
    </td>
    <td class="acts">
      <button type="button" class="btn small" onClick={onEdit}>
        {t("dashboard.edit")} <span class="visually-hidden">{card.title}</span>
      </button>
    </td>
  </tr>
);

interface DialogProps {
  card: Resource;
  list: Remote<unknown>;
  onClose: () => void;
}
function CardDialog({ card, list, onClose }: DialogProps) {
  const save = (data: FormData) => {
    const named = (name: keyof Resource) => ({ [name]: text(data, name) });
    const texts = (["language", "topic", "kind", "title", "text", "url", "phone"] as const).map(named);
    const next = Object.assign({}, card, ...texts, {
      desk: desk.value,
      shown: data.getAll("shown").map(String),
    });
    return list.change(() => (card.id ? put(`${PATH}/${card.id}`, next) : post(PATH, next)));
  };
  const drop = card.id ? () => list.change(() => remove(`${PATH}/${card.id}?desk=${desk.value}`)) : undefined;
  return (
    <FormDialog
      title={t(card.id ? "dashboard.resources.edit" : "dashboard.resources.new")}
      onClose={onClose}
      onSave={save}
      onRemove={drop}
    >
      <LanguageField value={card.language} />
      <Field label={t("dashboard.resources.kind")}>
        <select name="kind">
          {KINDS.map((kind) => (
            <option key={kind} value={kind} selected={kind === card.kind}>
              {t(`dashboard.resources.kind.${kind}`)}
            </option>
          ))}
        </select>
      </Field>
      <Field label={t("dashboard.resources.title")}>
        <input name="title" defaultValue={card.title} required maxLength={80} />
      </Field>
      <Field label={t("dashboard.resources.text")}>
        <textarea name="text" rows={3} defaultValue={card.text} maxLength={500} />
      </Field>
      <Field label={t("dashboard.resources.url")}>
        <input name="url" type="url" defaultValue={card.url} placeholder="https://" />
      </Field>
      <Field label={t("dashboard.resources.phone")}>
        <input name="phone" type="tel" defaultValue={card.phone} />
      </Field>
      <Field label={t("dashboard.resources.topic")}>
        <input name="topic" defaultValue={card.topic} pattern="[a-z0-9_]*" />
      </Field>
      <Choices legend={t("dashboard.resources.shown")}>
        {SITUATIONS.map((one) => (
          <Tick
            key={one}
            type="checkbox"
            name="shown"
            value={one}
            defaultChecked={card.shown.includes(one)}
            label={t(`dashboard.resources.shown.${one}`)}
          />
        ))}
      </Choices>
    </FormDialog>
  );
}
