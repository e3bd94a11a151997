// Signing in: name and password, the code only when it is asked for, a passkey where the browser has one.

import { useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { ApiError } from "../shared/ask";
import { t } from "../shared/i18n";
import { ask } from "./ask";
import { LanguagePicker } from "./language-picker";
import { leaving } from "./leaving";
import { passkeysWork, signInWithPasskey } from "./passkey";
import { holding, signIn } from "./session";
import { Field } from "./ui/field";
import { Icon } from "./ui/icon";
import { errorWords } from "./ui/words";
import { untilThere, useWhileShown } from "./until-there";

const NEEDS_CODE = new Set(["code_needed", "bad_code", "totp_required", "totp_invalid"]);

export const SignIn = ({ place }: { place: string }) => (
  <main class="card-page">
    <div class="card stack">
      <header class="stack-tight">
        <p class="brand">Hearline</p>
        <h1>{place}</h1>
      </header>
      {holding.value && (
        <p class="note warn" role="status" data-testid="held">
          <Icon name="lock" /> <span>{t("staff.signin.held")}</span>
        </p>
      )}
      <SignInForm />
      <LanguagePicker />
    </div>
  </main>
);

/** `login`: of somebody who signs in again and stays on this page. */
export function SignInForm({ login = "" }: { login?: string }) {
  const error = useSignal(refusedElsewhere());
  const busy = useSignal(false);
  const askCode = useSignal(false);
  const attempt = async (how: () => Promise<void>) => {
    busy.value = true;
    error.value = "";
    await how().catch((thrown: unknown) => {
      const refused = thrown instanceof ApiError ? thrown : new ApiError(0, "unknown");
      askCode.value ||= NEEDS_CODE.has(refused.code);
      error.value = errorWords(refused.code, { count: Math.max(1, Math.ceil(refused.retryS / 60)) });
    });
    busy.value = false;
  };
  return (
    <>
      <Credentials
        login={login}
        askCode={askCode.value}
        busy={busy.value}
        error={error.value}
        attempt={attempt}
      />
      {passkeysWork() && (
        <button
          type="button"
          class="btn block"
          disabled={busy.value}
          onClick={() => attempt(signInWithPasskey)}
        >
          <Icon name="passkey" /> {t("staff.signin.passkey")}
        </button>
      )}
      <Elsewhere beside={login !== "" || holding.value} />
    </>
  );
}

/** Why the organisation's own sign-in did not lead in here; it comes back with `#refused=CODE`. */
function refusedElsewhere(): string {
  const code = new URLSearchParams(location.hash.slice(1)).get("refused");
  if (!code) return "";
  history.replaceState(null, "", location.pathname);
  return errorWords(code);
}

/** Signing in with the organisation's own account, where it is set up; `beside`: in another tab, for this page goes on. */
function Elsewhere({ beside }: { beside: boolean }) {
  const offered = useSignal("");
  useWhileShown(async (shown) => {
    const way = await untilThere(() => ask("get /api/staff/oidc"), shown);
    offered.value = way?.enabled ? way.name : "";
  });
  // the provider would let in again who has signed out, until the server knows that they did
  if (!offered.value || leaving.value) return null;
  return (
    <a class="btn block" href="/api/staff/oidc/start" {...(beside && { target: "_blank" })}>
      {t("staff.signin.oidc", { name: offered.value })}
    </a>
  );
}

interface FormProps {
  login: string;
  askCode: boolean;
  busy: boolean;
  error: string;
  attempt: (how: () => Promise<void>) => Promise<void>;
}

function Credentials({ login, askCode, busy, error, attempt }: FormProps) {
  const code = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => code.current?.focus(), [askCode]);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget as HTMLFormElement);
    const field = (name: string) => String(data.get(name) ?? "").trim();
    attempt(() => signIn(login || field("username"), String(data.get("password") ?? ""), field("code")));
  };
  return (
    <form class="stack" method="post" onSubmit={submit} data-testid="signin">
      {error && (
        <p class="note bad" role="alert">
          <Icon name="alert" /> <span>{error}</span>
        </p>
      )}
      <Field label={t("staff.signin.name")}>
        <input
          name="username"
          autocomplete="username"
          autocapitalize="none"
          spellcheck={false}
          required
          {...(login && { value: login, readOnly: true })}
        />
      </Field>
      <Field label={t("staff.signin.password")}>
        <input name="password" type="password" autocomplete="current-password" required />
      </Field>
      {askCode && (
        <Field label={t("staff.signin.code")} hint={t("staff.signin.code_hint")}>
          {/* a recovery code has letters, which a keypad of digits has not */}
          <input
            name="code"
            autocomplete="one-time-code"
            autocapitalize="none"
            spellcheck={false}
            ref={code}
            required
          />
        </Field>
      )}
      <button type="submit" class="btn primary block" disabled={busy}>
        {busy ? t("staff.signin.busy") : t("staff.signin.go")}
      </button>
    </form>
  );
}
