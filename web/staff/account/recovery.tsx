// Recovery codes: how many are left, fresh ones for the password, shown once.

import { t } from "../../shared/i18n";
import { ask } from "../ask";
import { attempt } from "../ui/attempt";
import { Icon } from "../ui/icon";
import { WithPassword } from "./with-password";

interface Props {
  left: number;
  onCodes: (codes: readonly string[]) => void;
}

export const Recovery = ({ left, onCodes }: Props) => (
  <div class="stack-tight">
    <p data-testid="recovery-left">{t("staff.account.recovery_left", { count: left })}</p>
    <WithPassword
      act={t("staff.account.recovery_new")}
      testid="recovery-new"
      onPassword={(password) =>
        attempt(async () => onCodes((await ask("post /api/staff/recovery", { body: { password } })).recovery))
      }
    />
  </div>
);

export const Codes = ({ codes, onSeen }: { codes: readonly string[]; onSeen: () => void }) => (
  <div class="note warn" role="alert" data-testid="recovery-codes">
    <Icon name="lock" />
    <span>{t("staff.account.recovery")}</span>
    <ul class="codes">
      {codes.map((code) => (
        <li key={code}>
          <code>{code}</code>
        </li>
      ))}
    </ul>
    <button type="button" class="btn" onClick={onSeen} data-testid="recovery-seen">
      {t("staff.account.recovery_seen")}
    </button>
  </div>
);
