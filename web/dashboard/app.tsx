// Which screen a supervisor sees: signing in, the frame with its pages, or a word that this is not for them.

import { useSignalEffect } from "@preact/signals";
import type { ComponentType } from "preact";
import { t } from "../shared/i18n";
import { Gate } from "../staff/gate";
import { me, supervises } from "../staff/session";
import { part } from "../staff/ui/part";
import { Frame } from "./frame";
import { Live } from "./live/live";
import { type Page, page } from "./route";

/** The live desk is here at once; the others come when they are opened. */
const SCREENS: Readonly<Record<Page, ComponentType>> = {
  live: Live,
  reports: part(() => import("./reports/reports").then(({ Reports }) => Reports)),
  profile: part(() => import("./profile/profile").then(({ ProfilePage }) => ProfilePage)),
  hours: part(() => import("./editors/hours").then(({ HoursPage }) => HoursPage)),
  replies: part(() => import("./editors/replies").then(({ RepliesPage }) => RepliesPage)),
  resources: part(() => import("./editors/resources").then(({ ResourcesPage }) => ResourcesPage)),
  site: part(() => import("./site/site").then(({ SitePage }) => SitePage)),
  accounts: part(() => import("./editors/accounts").then(({ Accounts }) => Accounts)),
  audit: part(() => import("./editors/audit").then(({ Audit }) => Audit)),
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
    <Frame key={me.value?.id}>
      <Screen />
    </Frame>
  );
}

const NotForYou = () => (
  <main class="card-page">
    <div class="card stack">
      <h1>{t("dashboard.title")}</h1>
      <p>{t("dashboard.not_for_you")}</p>
      <a class="btn primary block" href="/console">
        {t("staff.to_console")}
      </a>
    </div>
  </main>
);
