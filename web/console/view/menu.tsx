// The menu: language, sound, notices, shortcuts, account, sign out.

import { useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import { t } from "../../shared/i18n";
import { AccountDialog } from "../../staff/account/account";
import { LanguagePicker } from "../../staff/language-picker";
import { type Prefs, prefer, prefs } from "../../staff/prefs";
import { me, supervises } from "../../staff/session";
import { Tick } from "../../staff/ui/field";
import { Icon } from "../../staff/ui/icon";
import { allowNotices, sound, unlockSound } from "../alert";
import { leave } from "../link";
import { LeaveDialog, talking } from "./leave-dialog";
import { ShortcutHelp } from "./shortcut-help";

export function MainMenu() {
  const id = useId();
  const dialog = useSignal<"" | "account" | "keys" | "leave">("");
  const show = (which: "account" | "keys" | "leave") => {
    document.getElementById(id)?.hidePopover();
    dialog.value = which;
  };
  return (
    <>
      <button type="button" class="btn plain" popovertarget={id} data-testid="menu">
        <Icon name="menu" /> <span class="menu-name">{me.value?.name}</span>
        <span class="visually-hidden">{t("staff.menu")}</span>
      </button>
      <div id={id} popover="auto" class="popover menu">
        <LanguagePicker />
        <Switches />
        <button type="button" class="option" onClick={() => show("keys")}>
          <Icon name="keyboard" /> {t("console.keys.title")}
        </button>
        <button type="button" class="option" onClick={() => show("account")} data-testid="my-account">
          <Icon name="settings" /> {t("staff.account.title")}
        </button>
        {supervises.value && (
          <a class="option" href="/dashboard">
            <Icon name="people" /> {t("staff.to_dashboard")}
          </a>
        )}
        <button
          type="button"
          class="option"
          onClick={() => (talking() ? show("leave") : leave())}
          data-testid="signout"
        >
          <Icon name="signout" /> {t("staff.signout")}
        </button>
      </div>
      {dialog.value === "account" && <AccountDialog onClose={() => (dialog.value = "")} busy={talking()} />}
      {dialog.value === "leave" && <LeaveDialog onClose={() => (dialog.value = "")} />}
      {dialog.value === "keys" && <ShortcutHelp onClose={() => (dialog.value = "")} />}
    </>
  );
}

function switched(name: keyof Prefs, on: boolean): void {
  prefer({ [name]: on });
  if (name === "notify" && on) allowNotices();
  if (name !== "sound" || !on) return;
  unlockSound();
  sound("message");
}

const Switches = () => (
  <fieldset class="switches">
    <legend class="visually-hidden">{t("console.prefs.title")}</legend>
    {(["sound", "notify", "shortcuts", "side"] as const).map((name) => (
      <Tick
        key={name}
        type="checkbox"
        checked={prefs.value[name]}
        onChange={(event) => switched(name, event.currentTarget.checked)}
        label={t(`console.prefs.${name}`)}
      />
    ))}
  </fieldset>
);
