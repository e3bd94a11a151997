// Who is not a teenager gets words and ways of their own: children under twelve, and adults, who are shown the phone first.
import type { JSX } from "preact";
import { t } from "../../shared/i18n";
import { profile } from "../store";
import { Phones } from "./phones";

export function Ways(): JSX.Element | null {
  const { age } = profile.value;
  if (age !== "lt12" && age !== "adult") return null;
  return (
    <div class="note" data-test={`way-${age}`}>
      <p>{t(age === "adult" ? "widget.adult" : "widget.child")}</p>
      <p>{t(age === "adult" ? "widget.adult.how" : "widget.child.how")}</p>
      {age === "adult" ? <Phones who="adults" lead={t("widget.phones.adults")} /> : <Phones />}
    </div>
  );
}
