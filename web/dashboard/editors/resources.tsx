// Resource cards: shown while waiting, when closed, in a crisis, or sent by a counsellor.

import { useSignal } from "@preact/signals";
import { TOPICS } from "../../shared/codes";
import type { Resource, ResourceBody, Resources } from "../../shared/http";
import { t } from "../../shared/i18n";
import { MAX_ADDRESS, MAX_CARD, MAX_PHONE, MAX_TITLE } from "../../shared/limits";
import { ask } from "../../staff/ask";
import { desk } from "../../staff/session";
import { EditorPage } from "../../staff/ui/editor-page";
import { Choices, Field, Tick } from "../../staff/ui/field";
import { Table } from "../../staff/ui/table";
import { languageName, topicName, worded } from "../../staff/ui/words";
import { merged } from "../state/merged";
import { AddButton } from "./add-button";
import { FormDialog, text } from "./form-dialog";
import { LanguageField, LanguageFilter } from "./language-field";
import { type Remote, useRemote } from "./remote";

type Kind = ResourceBody["kind"];
type Situation = NonNullable<ResourceBody["shown"]>[number];
const KINDS: readonly Kind[] = ["call", "link", "forum", "advice", "hand_off"];
const SITUATIONS: readonly Situation[] = ["waiting", "closed", "crisis"];
const NEW: Resource = {
  ...{ id: "", desk: "", language: "", topic: "", kind: "link", title: "" },
  ...{ text: "", url: "", phone: "", shown: [], place: 0 },
};
const HEADS = ["language", "kind", "title", "text", "shown", "acts"] as const;

export function ResourcesPage() {
  const filter = useSignal("");
  const editing = useSignal<Resource | null>(null);
  const list = useRemote(
    () => ask("get /api/staff/resources", { query: { desk: desk.value } }),
    [desk.value],
  );
  const shown = list.value?.resources.filter((one) => !filter.value || one.language === filter.value) ?? [];
  return (
    <EditorPage
      title={t("dashboard.page.resources")}
      explain={t("dashboard.resources.explain")}
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
    <td>{worded("dashboard.resources.kind", card.kind)}</td>
    <th scope="row">
      {card.title} {card.topic && <span class="chip">{topicName(card.topic)}</span>}
    </th>
    <td class="long" lang={card.language}>
      {card.text} {card.phone && <strong>{card.phone}</strong>}
    </td>
    <td>
      {card.shown?.map((one) => (
        <span class="chip" key={one}>
          {worded("dashboard.resources.shown", one)}
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
  list: Remote<Resources>;
  onClose: () => void;
}
function CardDialog({ card, list, onClose }: DialogProps) {
  const path = { id: card.id ?? "" };
  const save = (data: FormData) => {
    const now: Omit<ResourceBody, "desk"> = {
      ...{ language: text(data, "language"), topic: text(data, "topic"), kind: text(data, "kind") as Kind },
      ...{ title: text(data, "title"), text: text(data, "text") },
      ...{ url: text(data, "url"), phone: text(data, "phone") },
      shown: data.getAll("shown") as Situation[],
    };
    return list.change(async () => {
      if (!card.id) return ask("post /api/staff/resources", { body: { desk: desk.value, ...now } });
      const newest = (await list.load()).resources.find(({ id }) => id === card.id) ?? card;
      const { id: _, ...body } = merged(card, { ...card, ...now }, newest);
      return ask("put /api/staff/resources/{id}", { path, body: body as ResourceBody });
    });
  };
  const drop = card.id
    ? () => list.change(() => ask("delete /api/staff/resources/{id}", { path, query: { desk: desk.value } }))
    : undefined;
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
      <Field label={t("dashboard.resources.title")} most={MAX_TITLE}>
        <input name="title" defaultValue={card.title} required />
      </Field>
      <Field label={t("dashboard.resources.text")} most={MAX_CARD}>
        <textarea dir="auto" name="text" rows={3} defaultValue={card.text} />
      </Field>
      <Field label={t("dashboard.resources.url")} most={MAX_ADDRESS}>
        <input name="url" type="url" defaultValue={card.url ?? ""} placeholder="https://" />
      </Field>
      <Field label={t("dashboard.resources.phone")} most={MAX_PHONE}>
        <input name="phone" type="tel" defaultValue={card.phone ?? ""} />
      </Field>
      <Field label={t("dashboard.resources.topic")}>
        <select name="topic" defaultValue={card.topic}>
          <option value="">{t("dashboard.resources.topic.any")}</option>
          {topicsWith(card.topic).map((code) => (
            <option key={code} value={code} selected={code === card.topic}>
              {topicName(code)}
            </option>
          ))}
        </select>
      </Field>
      <Choices legend={t("dashboard.resources.shown")}>
        {SITUATIONS.map((one) => (
          <Tick
            key={one}
            type="checkbox"
            name="shown"
            value={one}
            defaultChecked={card.shown?.includes(one) ?? false}
            label={t(`dashboard.resources.shown.${one}`)}
          />
        ))}
      </Choices>
    </FormDialog>
  );
}

/** All topics a teen can choose, and a card's own where it is another. */
const topicsWith = (own: string): readonly string[] =>
  own === "" || TOPICS.some((topic) => topic === own) ? TOPICS : [...TOPICS, own];
