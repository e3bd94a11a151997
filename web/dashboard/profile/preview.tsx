// The widget as teens would see it with this profile, in the state that is chosen: a frame of our own, told by messages.
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { Availability } from "../../shared/http";
import { LANGUAGE_NAMES, LANGUAGES, lang, t } from "../../shared/i18n";
import { type Asked, STATES, type State } from "../../shared/preview";
import { Field, Tick } from "../../staff/ui/field";

export function Preview({ profile }: { profile: Partial<Availability> }) {
  const frame = useRef<HTMLIFrameElement>(null);
  const state = useSignal<State>("open");
  const language = useSignal<string>(lang.value);
  const dark = useSignal(matchMedia("(prefers-color-scheme: dark)").matches);
  const ask: Asked = { hearline: "preview", state: state.value, dark: dark.value, profile };
  const asked = JSON.stringify(ask);
  const tell = (): void => frame.current?.contentWindow?.postMessage(JSON.parse(asked), location.origin);
  useEffect(tell, [asked]);
  useEffect(() => {
    const hear = ({ source, origin, data }: MessageEvent<{ hearline?: string }>): void => {
      const ours = source === frame.current?.contentWindow && origin === location.origin;
      if (ours && data?.hearline === "preview-ready") tell();
    };
    addEventListener("message", hear);
    return () => removeEventListener("message", hear);
  }, [asked]);
  return (
    <aside class="profile-preview stack-tight" aria-label={t("dashboard.profile.preview")}>
      <h2>{t("dashboard.profile.preview")}</h2>
      <div class="row asking">
        <Field label={t("dashboard.profile.preview.state")}>
          <select
            value={state.value}
            onChange={(event) => {
              state.value = event.currentTarget.value as State;
            }}
            data-testid="preview-state"
          >
            {STATES.map((one) => (
              <option key={one} value={one}>
                {t(`dashboard.profile.state.${one}`)}
              </option>
            ))}
          </select>
        </Field>
        <Field label={t("dashboard.language")}>
          <select
            value={language.value}
            onChange={(event) => {
              language.value = event.currentTarget.value;
            }}
            data-testid="preview-language"
          >
            {LANGUAGES.map((code) => (
              <option key={code} value={code}>
                {LANGUAGE_NAMES[code]}
              </option>
            ))}
          </select>
        </Field>
      </div>
      <Tick
        type="checkbox"
        checked={dark.value}
        onChange={() => {
          dark.value = !dark.value;
        }}
        label={t("dashboard.profile.preview.dark")}
        data-testid="preview-dark"
      />
      <iframe
        key={language.value} // another address in the same frame would be a page to go back to
        ref={frame}
        src={`/dashboard/preview?lang=${language.value}`}
        title={t("dashboard.profile.preview")}
        data-testid="preview"
      />
      <p class="hint">{t("dashboard.profile.preview.hint")}</p>
    </aside>
  );
}
