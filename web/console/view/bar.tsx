// The bar at the top: who and where, one's own status, the connection, the menu.

import { t } from "../../shared/i18n";
import { Brand } from "../../staff/brand";
import { now } from "../../staff/clock";
import { clockFace } from "../../staff/time";
import { Connection } from "../../staff/ui/connection";
import { Icon } from "../../staff/ui/icon";
import { breather } from "../actions";
import { desk, link } from "../store";
import { MainMenu } from "./menu";
import { StatusControl } from "./status";

export const Bar = () => (
  <header class="bar">
    <Brand place={t("console.title")} />
    <StatusControl />
    <BreatherLeft />
    <span class="grow" />
    <Connection state={link.value.state} words={t(`console.link.${link.value.state}`)} />
    <MainMenu />
  </header>
);

function BreatherLeft() {
  const until = desk.value.breatherUntil;
  if (until === null || until <= now.value) return null;
  return (
    <span class="breather">
      <Icon name="coffee" />
      {t("console.breather.left", { time: clockFace(until - now.value) })}
      <button type="button" class="btn small" onClick={() => breather(0)}>
        {t("console.breather.end")}
      </button>
    </span>
  );
}
