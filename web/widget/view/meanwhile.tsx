// What else there is when nobody is here: numbers to call, the forum, where to report pictures, and the desk's cards.
import type { JSX } from "preact";
import { t } from "../../shared/i18n";
import { FirstAid } from "./first-aid";
import { Forum } from "./forum";
import { HaveCode } from "./have-code";
import { Hotline } from "./hotline";
import { CameOver } from "./neighbour";
import { Danger, Phones } from "./phones";

export function Meanwhile(): JSX.Element {
  return (
    <>
      <CameOver />
      <Phones lead={t("widget.closed.now")} />
      <Danger />
      <HaveCode />
      <Forum />
      <Hotline />
      <FirstAid when="closed" />
    </>
  );
}
