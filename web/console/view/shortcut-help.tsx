// The list of keys.

import { t } from "../../shared/i18n";
import { Dialog } from "../../staff/ui/dialog";
import { shortcuts } from "../shortcuts";

export const ShortcutHelp = ({ onClose }: { onClose: () => void }) => (
  <Dialog title={t("console.keys.title")} onClose={onClose}>
    <dl class="keys">
      {shortcuts().map(([keys, name]) => (
        <div key={name}>
          <dt>
            {keys.split(" / ").map((one) => (
              <kbd key={one}>{one}</kbd>
            ))}
          </dt>
          <dd>{t(`console.keys.${name}`)}</dd>
        </div>
      ))}
    </dl>
    <p class="hint">{t("console.keys.off")}</p>
  </Dialog>
);
