// The live desk on one page: the switch, the figures, the languages, the chats, the people, the last hours.

import { t } from "../../shared/i18n";
import { part } from "../../staff/ui/part";
import { board } from "../store";
import { Chats } from "./chats";
import { Kpis } from "./kpis";
import { Languages } from "./languages";
import { People } from "./people";
import { ServiceSwitch } from "./service";
import { Today } from "./today";

/** The charts weigh as much as all the rest. */
const Trends = part(() => import("./trends").then(({ Trends }) => Trends));

export function Live() {
  const shown = board.value;
  return (
    <>
      <h1 class="visually-hidden">{t("dashboard.page.live")}</h1>
      {shown ? (
        <div class="live">
          <ServiceSwitch board={shown} />
          <Kpis board={shown} />
          <Chats board={shown} />
          <People board={shown} />
          <Languages board={shown} />
          <Today board={shown} />
          <Trends />
        </div>
      ) : (
        <p class="loading">{t("dashboard.waiting_for_board")}</p>
      )}
    </>
  );
}
