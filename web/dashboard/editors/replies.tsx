// Canned replies, per language.

import { useSignal } from "@preact/signals";
import type { Replies, Reply } from "../../shared/http";
import { t } from "../../shared/i18n";
import { MAX_REPLY, MAX_SHORTCUT, MAX_TITLE } from "../../shared/limits";
import { ask } from "../../staff/ask";
import { desk } from "../../staff/session";
import { EditorPage } from "../../staff/ui/editor-page";
import { Field } from "../../staff/ui/field";
import { Table } from "../../staff/ui/table";
import { languageName } from "../../staff/ui/words";
import { merged } from "../state/merged";
import { AddButton } from "./add-button";
import { FormDialog, text } from "./form-dialog";
import { LanguageField, LanguageFilter } from "./language-field";
import { type Remote, useRemote } from "./remote";

const NEW: Reply = { id: "", desk: "", language: "", title: "", text: "", shortcut: "", place: 0 };
const HEADS = ["language", "title", "text", "shortcut", "acts"] as const;

export function RepliesPage() {
  const filter = useSignal("");
  const editing = useSignal<Reply | null>(null);
  const list = useRemote(() => ask("get /api/staff/replies", { query: { desk: desk.value } }), [desk.value]);
  const shown = list.value?.replies.filter((one) => !filter.value || one.language === filter.value) ?? [];
  return (
    <EditorPage
      title={t("dashboard.page.replies")}
      explain={t("dashboard.replies.explain")}
      act={<AddButton onClick={() => (editing.value = NEW)} />}
      error={list.error}
      loading={!list.value}
    >
      <LanguageFilter value={filter.value} onPick={(code) => (filter.value = code)} />
      <Table
        caption={t("dashboard.page.replies")}
        heads={HEADS.map((head) => t(`dashboard.replies.${head}`))}
      >
        {shown.map((one) => (
          <tr key={one.id}>
            <td>{languageName(one.language)}</td>
            <th scope="row">{one.title}</th>
            <td class="long" lang={one.language}>
              {one.text}
            </td>
            <td>{one.shortcut && <kbd>/{one.shortcut}</kbd>}</td>
            <td class="acts">
              <button type="button" class="btn small" onClick={() => (editing.value = one)}>
                {t("dashboard.edit")} <span class="visually-hidden">{one.title}</span>
              </button>
            </td>
          </tr>
        ))}
      </Table>
      {editing.value && (
        <ReplyDialog reply={editing.value} list={list} onClose={() => (editing.value = null)} />
      )}
    </EditorPage>
  );
}

interface DialogProps {
  reply: Reply;
  list: Remote<Replies>;
  onClose: () => void;
}
function ReplyDialog({ reply, list, onClose }: DialogProps) {
  const path = { id: reply.id ?? "" };
  const save = (data: FormData) => {
    const now = {
      language: text(data, "language"),
      title: text(data, "title"),
      text: text(data, "text"),
      shortcut: text(data, "shortcut"),
    };
    return list.change(async () => {
      if (!reply.id) return ask("post /api/staff/replies", { body: { desk: desk.value, ...now } });
      const newest = (await list.load()).replies.find(({ id }) => id === reply.id) ?? reply;
      const { id: _, ...body } = merged(reply, { ...reply, ...now }, newest);
      return ask("put /api/staff/replies/{id}", { path, body });
    });
  };
  const drop = reply.id
    ? () => list.change(() => ask("delete /api/staff/replies/{id}", { path, query: { desk: desk.value } }))
    : undefined;
  return (
    <FormDialog
      title={t(reply.id ? "dashboard.replies.edit" : "dashboard.replies.new")}
      onClose={onClose}
      onSave={save}
      onRemove={drop}
    >
      <LanguageField value={reply.language} />
      <Field label={t("dashboard.replies.title")} most={MAX_TITLE}>
        <input name="title" defaultValue={reply.title} required />
      </Field>
      <Field label={t("dashboard.replies.text")} most={MAX_REPLY}>
        <textarea dir="auto" name="text" rows={5} defaultValue={reply.text} required />
      </Field>
      <Field
        label={t("dashboard.replies.shortcut")}
        hint={t("dashboard.replies.shortcut_hint")}
        most={MAX_SHORTCUT}
      >
        <input name="shortcut" defaultValue={reply.shortcut ?? ""} pattern="[a-z0-9_]*" />
      </Field>
    </FormDialog>
  );
}
