// Who can help when nobody is here: the line for children, whom to call in danger, the forum, and the desk's cards.
import type { JSX } from "preact";
import { t } from "../../shared/i18n";
import { Forum } from "./forum";
import { ChildFocus, Danger } from "./phones";
import { Resources } from "./resources";

export function Meanwhile(): JSX.Element {
  return (
    <>
      <section class="card stack-s" aria-labelledby="now">
        <h2 id="now">{t("widget.closed.now")}</h2>
        <ChildFocus />
      </section>
      <Danger />
      <Forum />
      <Resources when="closed" topic="" />
    </>
  );
}
