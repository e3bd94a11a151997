// Which screen a counsellor sees: signing in, starting a shift, or working.

import { useSignalEffect } from "@preact/signals";
import { t } from "../shared/i18n";
import { Gate } from "../staff/gate";
import { offers, open, unread, working } from "./store";
import { StartShift } from "./view/start-shift";
import { Work } from "./view/work";

export function App() {
  useSignalEffect(() => {
    const waiting = offers.value.length + open.value.filter((one) => unread(one.chat) > 0).length;
    document.title = waiting ? `(${waiting}) ${t("console.title")}` : t("console.title");
  });
  return <Gate place={t("console.title")}>{() => (working.value ? <Work /> : <StartShift />)}</Gate>;
}
