// The console's menu: what all staff pages have, and how this screen rings, notifies and listens to keys.
import { useSignal } from "@preact/signals";
import { t } from "../../shared/i18n";
import { Menu } from "../../staff/menu";
import { type Prefs, prefer, prefs } from "../../staff/prefs";
import { supervises } from "../../staff/session";
import { Tick } from "../../staff/ui/field";
import { Icon } from "../../staff/ui/icon";
import { allowNotices, fails, sound, unlockSound } from "../alert";
import { leave } from "../connection/connect";
import { isMissed, LeaveDialog, talking } from "./leave-dialog";
import { ShortcutHelp } from "./shortcut-help";

export function MainMenu() {
  const dialog = useSignal<"" | "keys" | "leave">("");
  const signOut = () => {
    if (isMissed()) dialog.value = "leave";
    else leave();
  };
  return (
    <>
      <Menu elsewhere={supervises.value && <ToDashboard />} busy={talking()} onSignOut={signOut}>
        {(close) => (
          <>
            <Switches />
            <button
              type="button"
              class="option"
              onClick={() => {
                close();
                dialog.value = "keys";
              }}
            >
              <Icon name="keyboard" /> {t("console.keys.title")}
            </button>
          </>
        )}
      </Menu>
      {dialog.value === "leave" && <LeaveDialog onClose={() => (dialog.value = "")} />}
      {dialog.value === "keys" && <ShortcutHelp onClose={() => (dialog.value = "")} />}
    </>
  );
}

const ToDashboard = () => (
  <a class="option" href="/dashboard">
    <Icon name="people" /> {t("staff.to_dashboard")}
  </a>
);

function switched(name: keyof Prefs, on: boolean): void {
  prefer({ [name]: on });
  if (name === "notify" && on) allowNotices();
  if (name !== "sound" || !on) return;
  unlockSound();
  sound("message");
}

const DECORATIONS = ["sound", "notify"] as const;

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
    {DECORATIONS.filter((name) => prefs.value[name] && fails.value[name]).map((name) => (
      <p class="hint" key={name} role="status" data-testid={`${name}-fails`}>
        {t(`console.prefs.${name}_fails`)}
      </p>
    ))}
  </fieldset>
);
