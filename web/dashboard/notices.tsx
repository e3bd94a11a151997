// What needs an answer: a lost connection, a counsellor who asks for help, a block to confirm.

import { t } from "../shared/i18n";
import { once } from "../shared/ui/once";
import { Icon } from "../staff/ui/icon";
import { Refusal } from "../staff/ui/refusal";
import { confirmBlock, enter } from "./acts";
import { reconnect, retryNow } from "./link";
import { blocks, handled, invitations, link, nameOf, refusal } from "./store";

export const Notices = () => (
  <section class="notices" aria-label={t("dashboard.notices")}>
    <div role="alert">
      {link.value === "waiting" && <Lost />}
      {link.value === "refused" && <Refusal reason={refusal.value} onRetry={reconnect} />}
    </div>
    {invitations.value.map((one) => (
      <div class="note" role="alert" key={one.chat} data-testid="invited">
        <Icon name="invite" />
        <span>{t("dashboard.invited", { name: nameOf(one.by) })}</span>
        <button type="button" class="btn small primary" onClick={once(() => enter(one.chat))}>
          {t("dashboard.invited.enter")}
        </button>
        <button type="button" class="btn small" onClick={once(() => handled(one.chat))}>
          {t("dashboard.invited.not_now")}
        </button>
      </div>
    ))}
    {blocks.value.map((one) => (
      <div class="note warn" role="alert" key={one.chat} data-testid="block-asked">
        <Icon name="ban" />
        <span>{t("dashboard.block.asked", { name: nameOf(one.by), count: one.hours })}</span>
        <button type="button" class="btn small" onClick={once(() => confirmBlock(one, true))}>
          {t("dashboard.block.agree")}
        </button>
        <button type="button" class="btn small" onClick={once(() => confirmBlock(one, false))}>
          {t("dashboard.block.refuse")}
        </button>
      </div>
    ))}
  </section>
);

const Lost = () => (
  <div class="note bad" data-testid="link-notice">
    <Icon name="cut" />
    <span>{t("dashboard.stale")}</span>
    <button type="button" class="btn small" onClick={retryNow}>
      {t("dashboard.retry")}
    </button>
  </div>
);
