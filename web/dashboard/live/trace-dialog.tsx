// Why a chat went to whom: the decisions, newest first, with who was considered and who was passed over and why.

import { useEffect } from "preact/hooks";
import { t } from "../../shared/i18n";
import type { Decision } from "../../shared/protocol";
import { span } from "../../staff/time";
import { Dialog } from "../../staff/ui/dialog";
import { worded } from "../../staff/ui/words";
import { askTrace } from "../acts";
import { nameOf, trace } from "../store";

export function TraceDialog({ chat, onClose }: { chat: string; onClose: () => void }) {
  useEffect(() => {
    trace.value = null;
    askTrace(chat);
  }, [chat]);
  const decisions = trace.value?.decisions;
  return (
    <Dialog
      title={t(chat ? "dashboard.trace.title" : "dashboard.trace.newest")}
      onClose={onClose}
      wide
      testid="trace-dialog"
    >
      <p class="muted">{t("dashboard.trace.explain")}</p>
      {!decisions && <p class="loading">{t("staff.loading")}</p>}
      {decisions?.length === 0 && <p>{t("dashboard.trace.none")}</p>}
      <ol class="decisions">
        {decisions?.map((one) => (
          <Made key={`${one.chat}-${one.ago_s}-${one.cause}`} decision={one} />
        ))}
      </ol>
    </Dialog>
  );
}

const Made = ({ decision }: { decision: Decision }) => (
  <li>
    <p>
      <strong>{nameOf(decision.chosen)}</strong>{" "}
      <span class="muted">
        {t("dashboard.trace.ago", { time: span(decision.ago_s) })} ·{" "}
        {worded("dashboard.trace.cause", decision.cause)}
      </span>
    </p>
    <p>
      {t("dashboard.trace.considered")} {decision.considered.map(nameOf).join(" › ") || "–"}
    </p>
    {Object.entries(decision.passed ?? {}).map(([staff, why]) => (
      <p key={staff} class="muted">
        {nameOf(staff)}: {worded("dashboard.trace.passed", why)}
      </p>
    ))}
  </li>
);
