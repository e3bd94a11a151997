// Where else one is signed in, with a way to end each or all.

import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import type { SignInShown } from "../../shared/http";
import { lang, t } from "../../shared/i18n";
import { once } from "../../shared/ui/once";
import { ask } from "../ask";
import { me } from "../session";
import { dateAndTime } from "../time";
import { attempt } from "../ui/attempt";
import { errorWords, worded } from "../ui/words";
import { untilThere, useWhileShown } from "../until-there";
import { zone } from "../zone";

/** `busy`: as of AccountDialog; others of one's sign-ins can be ended all the same. */
export function SignIns({ busy = false }: { busy?: boolean }) {
  const list = useSignal<readonly SignInShown[]>([]);
  const wrong = useSignal("");
  const wanted = useRef((): boolean => false);
  /** A list that could not be had is not an empty one. */
  const reload = async () => {
    const found = await untilThere(
      () => ask("get /api/staff/sign-ins"),
      wanted.current,
      (code) => (wrong.value = code),
    );
    if (found) [list.value, wrong.value] = [found.sign_ins, ""];
  };
  useWhileShown((shown) => {
    wanted.current = shown;
    reload();
  });
  const everywhere = async () => {
    if (await attempt(() => ask("post /api/staff/logout-everywhere"))) me.value = null;
  };
  return (
    <section class="stack-tight panel">
      <h3>{t("staff.account.signins")}</h3>
      {wrong.value && <p class="note warn">{errorWords(wrong.value)}</p>}
      <ul class="plain-list">
        {list.value.map((one) => (
          <li key={one.id} class="row tight" data-testid="sign-in">
            <span class="grow">
              {one.label || worded("staff.account.how", one.how.replace(/.*\+/, ""))} ·{" "}
              {dateAndTime(new Date(one.seen * 1000), lang.value, zone.value)}{" "}
              {one.current && <em>({t("staff.account.this_one")})</em>}
            </span>
            {!one.current && (
              <button
                type="button"
                class="btn small"
                onClick={once(() =>
                  attempt(() => ask("post /api/staff/sign-ins/{id}/end", { path: { id: one.id } })).then(
                    reload,
                  ),
                )}
              >
                {t("staff.account.end")}
              </button>
            )}
          </li>
        ))}
      </ul>
      <button type="button" class="btn" onClick={everywhere} disabled={busy} data-testid="everywhere">
        {t("staff.account.everywhere")}
      </button>
    </section>
  );
}
