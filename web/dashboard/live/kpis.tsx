// The figures that say at a glance how the desk is doing. Rates are of today; n/a where they mean nothing.

import { lang, t } from "../../shared/i18n";
import type { Board } from "../../shared/protocol";
import { span } from "../../staff/time";
import { againstTarget, percent, type Toned, waitTone, whole } from "../state/figures";
import { totals } from "../state/history";

const TARGET = 0.8;

export function Kpis({ board }: { board: Board }) {
  const now = totals(board);
  const rate = (share: number | null | undefined) => percent(share, lang.value, t("dashboard.na"));
  const count = (value: number) => whole(value, lang.value);
  return (
    <section class="kpi-part" aria-label={t("dashboard.kpis")}>
      <dl class="kpis">
        <Kpi name="waiting" value={count(now.waiting)} />
        <Kpi name="longest" value={now.waiting ? span(now.longestS) : "–"} tone={waitTone(now.longestS)} />
        <Kpi name="active" value={count(now.active)} />
        <Kpi
          name="available"
          value={count(now.available)}
          tone={now.waiting > 0 && now.available === 0 ? "warn" : ""}
        />
        <Kpi
          name="level"
          value={rate(board.service_level)}
          tone={againstTarget(board.service_level, TARGET)}
        />
        <Kpi name="abandonment" value={rate(board.abandonment)} />
        <Kpi name="occupancy" value={rate(board.occupancy)} />
        <Kpi name="range" value={rate(board.range_hit)} />
      </dl>
      <Meanings />
    </section>
  );
}

const NAMES = [
  "waiting",
  "longest",
  "active",
  "available",
  "level",
  "abandonment",
  "occupancy",
  "range",
] as const;

/** What each figure counts, for whoever wonders. */
const Meanings = () => (
  <details>
    <summary>{t("dashboard.kpis.meanings")}</summary>
    <dl class="meanings small">
      {NAMES.map((name) => (
        <div key={name}>
          <dt>{t(`dashboard.kpi.${name}`)}</dt>
          <dd>{t(`dashboard.kpi.${name}_means`)}</dd>
        </div>
      ))}
    </dl>
  </details>
);

interface KpiProps {
  name: (typeof NAMES)[number];
  value: string;
  tone?: Toned["tone"];
}
const Kpi = ({ name, value, tone = "" }: KpiProps) => (
  <div class={`kpi ${tone}`} data-testid={`kpi-${name}`}>
    <dt>{t(`dashboard.kpi.${name}`)}</dt>
    <dd>{value}</dd>
  </div>
);
