// The bar on every screen: language, hide, and the way out.
import { DoorOpen, Globe, Minus } from "lucide";
import type { JSX, TargetedEvent } from "preact";
import { LANGUAGE_NAMES, LANGUAGES, type Lang, lang, t } from "../../shared/i18n";
import { Icon } from "../../shared/ui/icon";
import { changeLanguage, exit } from "../first-look";
import { askClose, inFrame } from "../host";
import { viewOf } from "../parts";

function LanguagePick(): JSX.Element {
  const choose = (event: TargetedEvent<HTMLSelectElement>): void => {
    void changeLanguage(event.currentTarget.value as Lang);
  };
  return (
    <label class="language">
      <Icon node={Globe} size={18} />
      <span class="visually-hidden">{t("widget.language")}</span>
      <select value={lang.value} onChange={choose} data-test="language">
        {LANGUAGES.map((code) => (
          <option key={code} value={code} lang={code}>
            {LANGUAGE_NAMES[code]}
          </option>
        ))}
      </select>
    </label>
  );
}

export function Bar(): JSX.Element {
  const Cover = viewOf("cover");
  return (
    <header class="bar">
      <LanguagePick />
      {Cover && <Cover />}
      {inFrame() && (
        <button type="button" class="btn plain" onClick={askClose} aria-label={t("widget.minimise")}>
          <Icon node={Minus} />
        </button>
      )}
      <button
        type="button"
        class="btn danger exit"
        onClick={exit}
        title={t("widget.exit.hint")}
        data-test="exit"
      >
        <Icon node={DoorOpen} size={18} />
        {t("widget.exit")}
      </button>
    </header>
  );
}
