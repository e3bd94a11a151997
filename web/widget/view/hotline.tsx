// The way to the hotline, where pictures of abuse are reported without a name: never to us.
import { Flag } from "lucide";
import type { JSX } from "preact";
import { lang, t } from "../../shared/i18n";
import { Icon } from "../../shared/ui/icon";
import { told } from "../store";

export function Hotline(): JSX.Element | null {
  const hotline = told.value.hotline?.[lang.value];
  if (!hotline || !/^https:\/\//.test(hotline)) return null;
  return (
    <a class="call" href={hotline} target="_blank" rel="noopener noreferrer">
      <Icon node={Flag} />
      <span>
        <strong>{t("widget.hotline")}</strong>
        <span class="small">{t("widget.hotline.text")}</span>
        <span class="visually-hidden">{t("widget.newwindow")}</span>
      </span>
    </a>
  );
}
