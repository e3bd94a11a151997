// A sign-in that is about to end: said in time, and begun anew on the same page, which goes on where it is.
import { useComputed, useSignal, useSignalEffect } from "@preact/signals";
import { t } from "../shared/i18n";
import { now } from "./clock";
import { ends, me } from "./session";
import { SignInForm } from "./sign-in";
import { clockFace } from "./time";
import { Dialog } from "./ui/dialog";
import { Icon } from "./ui/icon";

const SAID_BEFORE_MS = 10 * 60_000;

export function Ending() {
  const again = useSignal(false);
  const state = useComputed(() => {
    const left = (ends.value?.at ?? Number.POSITIVE_INFINITY) - now.value;
    if (!me.value || left > SAID_BEFORE_MS) return "";
    return left > 0 ? "soon" : "put_off";
  });
  useSignalEffect(() => {
    if (!state.value) again.value = false;
  });
  if (!state.value) return null;
  return (
    <div class="note warn" data-testid="ending">
      <Icon name="lock" />
      <span class="grow" role="status">
        {t(state.value === "soon" ? "staff.ending.soon" : "staff.ending.put_off")}
      </span>
      <Left until={(state.value === "soon" ? ends.value?.at : ends.value?.latest) ?? 0} />
      <button
        type="button"
        class="btn small"
        onClick={() => (again.value = true)}
        data-testid="sign-in-again"
      >
        {t("staff.ending.again")}
      </button>
      {again.value && (
        <Dialog title={t("staff.ending.again")} onClose={() => (again.value = false)} testid="again-dialog">
          <SignInForm login={me.value?.login ?? ""} />
        </Dialog>
      )}
    </div>
  );
}

/** Counts down beside the words, unread by screen readers: they are said once. */
const Left = ({ until }: { until: number }) => (
  <span aria-hidden="true">{t("staff.ending.left", { time: clockFace(until - now.value) })}</span>
);
