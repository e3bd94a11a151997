// The dashboard's frame: pages on top, connection and menu beside them, notices below.

import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import { t } from "../shared/i18n";
import { Brand } from "../staff/brand";
import { Ending } from "../staff/ending";
import { Menu } from "../staff/menu";
import { administers } from "../staff/session";
import { Connection } from "../staff/ui/connection";
import { Icon } from "../staff/ui/icon";
import { connect, leave } from "./link";
import { Notices } from "./notices";
import { address, PAGES, type Page, page } from "./route";
import { link } from "./store";

const FOR_ADMINS: readonly Page[] = ["accounts", "audit"];

export function Frame({ children }: { children: ComponentChildren }) {
  useEffect(() => connect(), []);
  return (
    <div class="dashboard">
      <a class="skip" href="#main">
        {t("dashboard.skip")}
      </a>
      <header class="bar">
        <Brand place={t("dashboard.title")} />
        <Pages />
        <span class="grow" />
        <Connection state={link.value} words={t(`dashboard.link.${link.value}`)} />
        <Menu elsewhere={<ToConsole />} onSignOut={leave} />
      </header>
      <Ending />
      <Notices />
      <main id="main" class="page" tabIndex={-1}>
        {children}
      </main>
    </div>
  );
}

const Pages = () => (
  <nav class="pages" aria-label={t("dashboard.pages")}>
    <ul>
      {PAGES.filter((one) => administers.value || !FOR_ADMINS.includes(one)).map((one) => (
        <li key={one}>
          <a href={address(one)} aria-current={page.value === one ? "page" : undefined}>
            {t(`dashboard.page.${one}`)}
          </a>
        </li>
      ))}
    </ul>
  </nav>
);

const ToConsole = () => (
  <a class="option" href="/console">
    <Icon name="chat" /> {t("staff.to_console")}
  </a>
);
