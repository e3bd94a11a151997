// Every attempt of today, those that failed included.

import { lang, t } from "../../shared/i18n";
import type { Board } from "../../shared/protocol";
import { whole } from "../state/figures";
import { Panel } from "./panel";

/** The desk's own counters, in the order of a chat's life. */
const COUNTS = [
  "joined",
  "answered",
  "in_target",
  "abandoned",
  "abandoned_short",
  "lost",
  "turned_away",
  "closed_visit",
  "went_over",
] as const;

export const Today = ({ board }: { board: Board }) => (
  <Panel title={t("dashboard.today")}>
    <dl class="counts">
      {COUNTS.map((name) => (
        <div key={name}>
          <dt>{t(`dashboard.today.${name}`)}</dt>
          <dd>{whole(board.today[name] ?? 0, lang.value)}</dd>
        </div>
      ))}
    </dl>
  </Panel>
);
