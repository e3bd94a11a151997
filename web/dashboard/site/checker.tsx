// The checker: what a webmaster pastes of a page, and why the chat does not work there.
import { useSignal } from "@preact/signals";
import { t } from "../../shared/i18n";
import { Field } from "../../staff/ui/field";
import { check, type Finding, type Given, type Known, LEVELS } from "./check";

const FIELDS = ["source", "headers"] as const;
const TONE = { bad: "note bad", warn: "note warn", fine: "note good" } as const;

const Found = ({ code, about }: Finding) => (
  <li class={TONE[LEVELS[code]]} data-found={code}>
    <strong>{t(`dashboard.site.level.${LEVELS[code]}`)}</strong>
    <span>{t(`dashboard.site.found.${code}`, { about })}</span>
  </li>
);

export function Checker({ known }: { known: Known }) {
  const given = useSignal<Given>({ address: "", source: "", headers: "" });
  const found = useSignal<readonly Finding[]>([]);
  const look = (event: SubmitEvent): void => {
    event.preventDefault();
    found.value = check(given.value, known);
  };
  const keep = (part: Partial<Given>): void => {
    given.value = { ...given.value, ...part };
  };
  return (
    <form class="box stack" onSubmit={look} aria-labelledby="site-check">
      <h2 id="site-check">{t("dashboard.site.check")}</h2>
      <p class="muted">{t("dashboard.site.check.explain")}</p>
      <Field label={t("dashboard.site.check.address")}>
        <input
          value={given.value.address}
          placeholder="https://"
          onInput={(event) => keep({ address: event.currentTarget.value })}
          required
          data-testid="site-address"
        />
      </Field>
      {FIELDS.map((name) => (
        <div class="field" key={name}>
          <label for={`site-${name}`}>{t(`dashboard.site.check.${name}`)}</label>
          <textarea
            id={`site-${name}`}
            class="code"
            rows={6}
            spellcheck={false}
            required={name === "source"}
            value={given.value[name]}
            onInput={(event) => keep({ [name]: event.currentTarget.value })}
            data-testid={`site-${name}`}
          />
        </div>
      ))}
      <button type="submit" class="btn primary" data-testid="site-check">
        {t("dashboard.site.check.act")}
      </button>
      <div role="status">
        <ul class="site-found">
          {found.value.map((one) => (
            <Found key={`${one.code} ${one.about}`} {...one} />
          ))}
        </ul>
      </div>
    </form>
  );
}
