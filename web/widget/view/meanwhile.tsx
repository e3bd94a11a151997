// Who can help when nobody is here: the line for children, whom to call in danger, the forum, and the desk's cards.
import type { JSX } from "preact";
import { t } from "../../shared/i18n";
import { FirstAid } from "./first-aid";
import { Forum } from "./forum";
import { ChildFocus, Danger } from "./phones";

export function Meanwhile(): JSX.Element {
  return (
    <>
      <section class="card stack-s" aria-labelledby="now">
        <h2 id="now">{t("widget.closed.now")}</h2>
        <ChildFocus />
      </section>
      <Danger />
      <Forum />
      <FirstAid when="closed" />
    </>
  );
}
