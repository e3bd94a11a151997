// The menu of a staff page: language, what the page adds, one's own account, the other page, sign out.
import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import { t } from "../shared/i18n";
import { AccountDialog } from "./account/account";
import { DeskPicker } from "./desk-picker";
import { LanguagePicker } from "./language-picker";
import { me } from "./session";
import { Icon } from "./ui/icon";

interface Props {
  /** What only this page has; `close` folds the menu away. */
  children?: (close: () => void) => ComponentChildren;
  /** The way to the other staff page. */
  elsewhere: ComponentChildren;
  /** A teen is in a chat with this person now. */
  busy?: boolean;
  onSignOut: () => void;
}

export function Menu({ children, elsewhere, busy = false, onSignOut }: Props) {
  const id = useId();
  const account = useSignal(false);
  const close = () => document.getElementById(id)?.hidePopover();
  const after = (act: () => void) => () => {
    close();
    act();
  };
  return (
    <>
      <button type="button" class="btn plain" popovertarget={id} data-testid="menu">
        <Icon name="menu" /> <span class="menu-name">{me.value?.name}</span>
        <span class="visually-hidden">{t("staff.menu")}</span>
      </button>
      <div id={id} popover="auto" class="popover menu">
        <LanguagePicker />
        <DeskPicker busy={busy} />
        {children?.(close)}
        <button
          type="button"
          class="option"
          onClick={after(() => (account.value = true))}
          data-testid="my-account"
        >
          <Icon name="settings" /> {t("staff.account.title")}
        </button>
        {elsewhere}
        <button type="button" class="option" onClick={after(onSignOut)} data-testid="signout">
          <Icon name="signout" /> {t("staff.signout")}
        </button>
      </div>
      {account.value && <AccountDialog onClose={() => (account.value = false)} busy={busy} />}
    </>
  );
}
