// The audit trail: who changed what and when. It names no chat's content and no teen.

import { useSignal } from "@preact/signals";
import { lang, t } from "../../shared/i18n";
import { get } from "../../staff/http";
import { Icon } from "../../staff/ui/icon";
import { worded } from "../../staff/words";
import { Table } from "../live/table";
import { EditorPage } from "./editor-page";
import { useRemote } from "./remote";

interface Entry {
  id?: number;
  at: string | number;
  actor: string;
  kind: string;
  subject: string;
  detail: Record<string, unknown>;
}
const HEADS = ["at", "actor", "kind", "detail"] as const;
const PER_PAGE = 100;

export function Audit() {
  const before = useSignal<readonly (string | number)[]>([]);
  const from = before.value.at(-1);
  const path = `/api/staff/audit?limit=${PER_PAGE}${from === undefined ? "" : `&before=${from}`}`;
  const list = useRemote(() => get<{ entries: Entry[] }>(path), [path]);
  const entries = list.value?.entries ?? [];
  const last = entries.at(-1);
  return (
    <EditorPage name="audit" act={<Export />} error={list.error} loading={!list.value}>
      <Table caption={t("dashboard.page.audit")} heads={HEADS.map((head) => t(`dashboard.audit.${head}`))}>
        {entries.map((one, index) => (
          <tr key={one.id ?? index}>
            <td class="num">{when(one.at)}</td>
            <th scope="row">{one.actor}</th>
            <td>{worded("dashboard.audit.kind", one.kind)}</td>
            <td class="long">{[one.subject, said(one.detail)].filter(Boolean).join(" · ")}</td>
          </tr>
        ))}
      </Table>
      <div class="row">
        {before.value.length > 0 && (
          <button type="button" class="btn" onClick={() => (before.value = before.value.slice(0, -1))}>
            {t("dashboard.audit.newer")}
          </button>
        )}
        {entries.length === PER_PAGE && last && (
          <button
            type="button"
            class="btn"
            onClick={() => (before.value = [...before.value, last.id ?? last.at])}
          >
            {t("dashboard.audit.older")}
          </button>
        )}
      </div>
    </EditorPage>
  );
}

const Export = () => (
  <a class="btn" href="/api/staff/audit.csv" download>
    <Icon name="download" /> CSV
  </a>
);

const when = (at: string | number): string =>
  new Date(typeof at === "number" && at < 1e11 ? at * 1000 : at).toLocaleString(lang.value, {
    dateStyle: "short",
    timeStyle: "medium",
  });

const said = (detail: Record<string, unknown>): string =>
  Object.entries(detail ?? {})
    .map(([name, value]) => `${name}: ${Array.isArray(value) ? value.join(", ") : String(value)}`)
    .join(" · ");
