// The working screen: the bar, what needs an answer, the chats on the left, the open ones beside them.

import { useComputed } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { t } from "../../shared/i18n";
import { prefs } from "../../staff/prefs";
import { Guard } from "../../staff/ui/guard";
import { Icon } from "../../staff/ui/icon";
import { resumeShift } from "../shift";
import { useShortcuts } from "../shortcuts";
import { desk, link, open, selected } from "../store";
import { Bar } from "./bar";
import { Chat } from "./chat";
import { Notices } from "./notices";
import { Rail } from "./rail";

export function Work() {
  useShortcuts();
  useEffect(() => {
    if (link.value.state === "off") resumeShift();
  }, []);
  return (
    <div class="console">
      <a class="skip" href="#chats">
        {t("console.skip")}
      </a>
      <Bar />
      <Notices />
      <Rail />
      <main id="chats" class="panels" tabIndex={-1}>
        <h1 class="visually-hidden">{t("console.title")}</h1>
        <Panels />
      </main>
    </div>
  );
}

/** Side by side where the person wants it and there is more than one; the style sheet keeps one on small screens. */
function Panels() {
  const shown = useComputed(() => {
    const current = selected.value;
    return prefs.value.side ? open.value : current ? [current] : [];
  });
  if (shown.value.length === 0) return <Nobody />;
  return (
    <>
      {shown.value.map((one) => (
        <Guard key={one.chat}>
          <Chat chat={one} current={one.chat === selected.value?.chat} />
        </Guard>
      ))}
    </>
  );
}

function Nobody() {
  const status = desk.value.me?.status ?? "offline";
  return (
    <div class="nobody">
      <Icon name={status === "available" ? "chat" : "coffee"} />
      <h2>{t(`console.nobody.${status}`)}</h2>
      <p class="muted">{t(`console.nobody.${status}_more`)}</p>
    </div>
  );
}
