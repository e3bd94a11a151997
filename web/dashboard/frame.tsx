// The dashboard's frame: pages on top, connection and menu beside them, notices below.

import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useId } from "preact/hooks";
import { t } from "../shared/i18n";
import { AccountDialog } from "../staff/account/account";
import { LanguagePicker } from "../staff/language-picker";
import { administers, me } from "../staff/session";
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
        <p class="brand">
          Hearline <span class="brand-place">{t("dashboard.title")}</span>
        </p>
        <Pages />
        <span class="grow" />
        <Connection />
        <Menu />
      </header>
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

const Connection = () => (
  <span class={`connection ${link.value}`} role="status" data-testid="connection" data-state={link.value}>
    <span class="dot" aria-hidden="true" />
    {t(`dashboard.link.${link.value}`)}
  </span>
);

function Menu() {
  const id = useId();
  const account = useSignal(false);
  const open = () => {
    document.getElementById(id)?.hidePopover();
    account.value = true;
  };
  return (
    <>
      <button type="button" class="btn plain" popovertarget={id} data-testid="menu">
        <Icon name="menu" /> <span class="menu-name">{me.value?.name}</span>
        <span class="visually-hidden">{t("staff.menu")}</span>
      </button>
      <div id={id} popover="auto" class="popover menu">
        <LanguagePicker />
        <button type="button" class="option" onClick={open} data-testid="my-account">
          <Icon name="settings" /> {t("staff.account.title")}
        </button>
        <a class="option" href="/console">
          <Icon name="chat" /> {t("staff.to_console")}
        </a>
        <button type="button" class="option" onClick={leave} data-testid="signout">
          <Icon name="signout" /> {t("staff.signout")}
        </button>
      </div>
      {account.value && <AccountDialog onClose={() => (account.value = false)} />}
    </>
  );
}
