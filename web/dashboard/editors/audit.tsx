// The audit trail: who changed what and when. It names no chat's content and no teen.

import { useSignal } from "@preact/signals";
import type { AuditLine } from "../../shared/http";
import { lang, t } from "../../shared/i18n";
import { ask } from "../../staff/ask";
import { dateAndTime } from "../../staff/time";
import { EditorPage } from "../../staff/ui/editor-page";
import { Icon } from "../../staff/ui/icon";
import { Table } from "../../staff/ui/table";
import { worded } from "../../staff/ui/words";
import { zone } from "../../staff/zone";
import { useRemote } from "./remote";

const HEADS = ["at", "actor", "kind", "detail"] as const;
const PER_PAGE = 100;

export function Audit() {
  const before = useSignal<readonly number[]>([]);
  const from = before.value[before.value.length - 1];
  const query = { limit: PER_PAGE, ...(from === undefined ? {} : { before: from }) };
  const list = useRemote(() => ask("get /api/staff/audit", { query }), [from]);
  const entries = list.value?.entries ?? [];
  const last = entries[entries.length - 1];
  return (
    <EditorPage
      title={t("dashboard.page.audit")}
      explain={t("dashboard.audit.explain")}
      act={<Export />}
      error={list.error}
      loading={!list.value}
    >
      <Table caption={t("dashboard.page.audit")} heads={HEADS.map((head) => t(`dashboard.audit.${head}`))}>
        {entries.map((one) => (
          <tr key={one.id}>
            <td class="num">{dateAndTime(new Date(one.at), lang.value, zone.value, true)}</td>
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
          <button type="button" class="btn" onClick={() => (before.value = [...before.value, last.id])}>
            {t("dashboard.audit.older")}
          </button>
        )}
      </div>
    </EditorPage>
  );
}

const Export = () => (
  <a class="btn" href={`/api/staff/audit.csv?locale=${lang.value}`} download>
    <Icon name="download" /> CSV
  </a>
);

const said = (detail: AuditLine["detail"]): string =>
  Object.entries(detail)
    .map(([name, value]) => `${name}: ${Array.isArray(value) ? value.join(", ") : String(value)}`)
    .join(" · ");
