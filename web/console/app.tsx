// Which screen a counsellor sees: signing in, starting a shift, or working.

import { useSignalEffect } from "@preact/signals";
import { t } from "../shared/i18n";
import { Account } from "../staff/account/account";
import { me } from "../staff/session";
import { SignIn } from "../staff/sign-in";
import { Toasts } from "../staff/ui/toasts";
import { working } from "./shift";
import { offers, open, unread } from "./store";
import { StartShift } from "./view/start-shift";
import { Work } from "./view/work";

export function App() {
  useSignalEffect(() => {
    const waiting = offers.value.length + open.value.filter((one) => unread(one.chat) > 0).length;
    document.title = waiting ? `(${waiting}) ${t("console.title")}` : t("console.title");
  });
  return (
    <>
      <Screen />
      <Toasts />
    </>
  );
}

function Screen() {
  if (me.value === undefined) return <p class="loading">{t("staff.loading")}</p>;
  if (me.value === null) return <SignIn place={t("console.title")} />;
  if (me.value.enrol) return <Account enrol />;
  return working.value ? <Work /> : <StartShift />;
}
