// Where else one is signed in, with a way to end each or all.

import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { lang, t } from "../../shared/i18n";
import { get, post } from "../http";
import { me } from "../session";
import { worded } from "../words";
import { attempt } from "./attempt";

interface SignIn {
  id: string;
  how: string;
  seen: string | number;
  label: string;
  current: boolean;
}

const when = (at: string | number): string =>
  new Date(typeof at === "number" && at < 1e11 ? at * 1000 : at).toLocaleString(lang.value, {
    dateStyle: "short",
    timeStyle: "short",
  });

export function SignIns() {
  const list = useSignal<readonly SignIn[]>([]);
  const reload = async () => {
    list.value = (await get<{ sign_ins: SignIn[] }>("/api/staff/sign-ins").catch(() => null))?.sign_ins ?? [];
  };
  useEffect(() => {
    reload();
  }, []);
  const everywhere = async () => {
    if (await attempt(() => post("/api/staff/logout-everywhere"))) me.value = null;
  };
  return (
    <section class="stack-tight panel">
      <h3>{t("staff.account.signins")}</h3>
      <ul class="plain-list">
        {list.value.map((one) => (
          <li key={one.id} class="row tight" data-testid="sign-in">
            <span class="grow">
              {one.label || worded("staff.account.how", one.how.split("+").at(-1) ?? "")} · {when(one.seen)}{" "}
              {one.current && <em>({t("staff.account.this_one")})</em>}
            </span>
            {!one.current && (
              <button
                type="button"
                class="btn small"
                onClick={() => attempt(() => post(`/api/staff/sign-ins/${one.id}/end`)).then(reload)}
              >
                {t("staff.account.end")}
              </button>
            )}
          </li>
        ))}
      </ul>
      <button type="button" class="btn" onClick={everywhere} data-testid="everywhere">
        {t("staff.account.everywhere")}
      </button>
    </section>
  );
}
