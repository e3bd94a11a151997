// This page cannot seal words, so it lets nobody write: the phone instead.
import type { JSX } from "preact";
import { t } from "../../shared/i18n";
import { Page } from "./page";
import { Danger, Phones } from "./phones";

export function Insecure(): JSX.Element {
  return (
    <Page title={t("widget.insecure.title")}>
      <p class="lead">{t("widget.insecure.text")}</p>
      <Phones lead={t("widget.phones")} />
      <Danger />
    </Page>
  );
}
