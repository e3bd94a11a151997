// Which screen a supervisor sees: signing in, the frame with its pages, or a word that this is not for them.

import { useSignalEffect } from "@preact/signals";
import type { ComponentType } from "preact";
import { t } from "../shared/i18n";
import { Gate } from "../staff/gate";
import { supervises } from "../staff/session";
import { Accounts } from "./editors/accounts";
import { Audit } from "./editors/audit";
import { HoursPage } from "./editors/hours";
import { RepliesPage } from "./editors/replies";
import { ResourcesPage } from "./editors/resources";
import { Frame } from "./frame";
import { Live } from "./live/live";
import { Reports } from "./reports/reports";
import { type Page, page } from "./route";

const SCREENS: Readonly<Record<Page, ComponentType>> = {
  live: Live,
  reports: Reports,
  hours: HoursPage,
  replies: RepliesPage,
  resources: ResourcesPage,
  accounts: Accounts,
  audit: Audit,
};

export function App() {
  useSignalEffect(() => {
    document.title = `${t(`dashboard.page.${page.value}`)} · Hearline`;
  });
  return <Gate place={t("dashboard.title")}>{() => (supervises.value ? <Shown /> : <NotForYou />)}</Gate>;
}

function Shown() {
  const Screen = SCREENS[page.value];
  return (
    <Frame>
      <Screen />
    </Frame>
  );
}

const NotForYou = () => (
  <main class="door">
    <div class="door-card card stack">
      <h1>{t("dashboard.title")}</h1>
      <p>{t("dashboard.not_for_you")}</p>
      <a class="btn primary block" href="/console">
        {t("staff.to_console")}
      </a>
    </div>
  </main>
);
