// The way to the forum, where young people write to each other.
import { MessagesSquare } from "lucide";
import type { JSX } from "preact";
import { t } from "../../shared/i18n";
import { Icon } from "../../shared/ui/icon";
import { told } from "../store";

export function Forum(): JSX.Element | null {
  const forum = told.value.forum;
  if (!forum || !/^https?:\/\//.test(forum)) return null;
  return (
    <a class="call" href={forum} target="_blank" rel="noopener noreferrer">
      <Icon node={MessagesSquare} />
      <span>
        <strong>{t("widget.forum")}</strong>
        <span class="small">{t("widget.forum.text")}</span>
        <span class="visually-hidden">{t("widget.newwindow")}</span>
      </span>
    </a>
  );
}
