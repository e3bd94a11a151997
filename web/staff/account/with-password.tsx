// A button that first asks for the password once more, for what a passer-by at an open screen must not do.

import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { t } from "../../shared/i18n";
import { Field } from "../ui/field";
import { takeFocus } from "../ui/take-focus";

interface Props {
  act: string;
  testid: string;
  onPassword: (password: string) => Promise<boolean>;
}

export function WithPassword({ act, testid, onPassword }: Props) {
  const asking = useSignal(false);
  const asked = useRef(false);
  const start = () => {
    asking.value = asked.current = true;
  };
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const password = String(new FormData(event.currentTarget as HTMLFormElement).get("password") ?? "");
    if (await onPassword(password)) asking.value = false;
  };
  if (!asking.value)
    return (
      <button
        type="button"
        class="btn"
        onClick={start}
        ref={asked.current ? takeFocus : null}
        data-testid={testid}
      >
        {act}
      </button>
    );
  return (
    <form class="stack-tight" onSubmit={submit} data-testid={testid}>
      <Field label={t("staff.account.password_old")}>
        <input type="password" name="password" autocomplete="current-password" required ref={takeFocus} />
      </Field>
      <div class="row">
        <button type="submit" class="btn primary">
          {act}
        </button>
        <button type="button" class="btn plain" onClick={() => (asking.value = false)}>
          {t("staff.account.cancel")}
        </button>
      </div>
    </form>
  );
}
