// On your site: the line for a webmaster's page with what its policy needs, a preview, and the checker.
import { type Signal, useSignal } from "@preact/signals";
import type { Embedding } from "../../shared/http";
import { LANGUAGE_NAMES, LANGUAGES, type Lang, t } from "../../shared/i18n";
import { MAX_LABEL } from "../../shared/limits";
import { ask } from "../../staff/ask";
import { desk } from "../../staff/session";
import { EditorPage } from "../../staff/ui/editor-page";
import { Field, Tick } from "../../staff/ui/field";
import { useRemote } from "../editors/remote";
import { Checker } from "./checker";
import { Preview } from "./preview";
import { policyLines, snippet, type Wishes } from "./snippet";

export function SitePage() {
  const wishes = useSignal<Wishes>({
    desk: desk.value,
    language: "",
    left: false,
    label: "",
    ownWindow: false,
    pinned: false,
  });
  const named = wishes.value.desk;
  const house = useRemote(() => ask("get /api/staff/embedding/{desk}", { path: { desk: named } }), [named]);
  return (
    <EditorPage
      title={t("dashboard.page.site")}
      explain={t("dashboard.site.explain")}
      error={house.error}
      loading={!house.value}
    >
      {house.value && <Configurator house={house.value} wishes={wishes} />}
    </EditorPage>
  );
}

function Configurator({ house, wishes }: { house: Embedding; wishes: Signal<Wishes> }) {
  return (
    <>
      <div class="site">
        <div class="stack">
          <Choices house={house} wishes={wishes} />
          <Preview house={house} wishes={wishes.value} />
        </div>
        <div class="stack">
          <Copied
            title={t("dashboard.site.snippet")}
            text={snippet(house, wishes.value, wishes.value.label.trim() || t("dashboard.site.link"))}
            name="snippet"
          />
          <Copied
            title={t("dashboard.site.policy")}
            text={policyLines(house, wishes.value)
              .map((line) => `${line};`)
              .join("\n")}
            name="policy"
            hint={t("dashboard.site.policy.hint")}
          />
          <Pages pages={house.pages} />
        </div>
      </div>
      <Checker known={house} />
    </>
  );
}

function Choices({ house, wishes }: { house: Embedding; wishes: Signal<Wishes> }) {
  const now = wishes.value;
  const wish = (part: Partial<Wishes>): void => {
    wishes.value = { ...now, ...part };
  };
  return (
    <fieldset class="box stack">
      <legend>
        <h2>{t("dashboard.site.make")}</h2>
      </legend>
      <Field label={t("dashboard.site.desk")}>
        <select value={now.desk} onChange={(event) => wish({ desk: event.currentTarget.value })}>
          {house.desks.map((one) => (
            <option key={one}>{one}</option>
          ))}
        </select>
      </Field>
      <Field label={t("dashboard.site.language")}>
        <select
          value={now.language}
          onChange={(event) => wish({ language: event.currentTarget.value as Lang | "" })}
          data-testid="site-language"
        >
          <option value="">{t("dashboard.site.language.page")}</option>
          {LANGUAGES.map((code) => (
            <option key={code} value={code} lang={code}>
              {LANGUAGE_NAMES[code]}
            </option>
          ))}
        </select>
      </Field>
      <Field label={t("dashboard.site.position")}>
        <select
          value={now.left ? "left" : "right"}
          onChange={(event) => wish({ left: event.currentTarget.value === "left" })}
          data-testid="site-position"
        >
          <option value="right">{t("dashboard.site.position.right")}</option>
          <option value="left">{t("dashboard.site.position.left")}</option>
        </select>
      </Field>
      <Field label={t("dashboard.site.label")} hint={t("dashboard.site.label.hint")} most={MAX_LABEL}>
        <input
          value={now.label}
          onInput={(event) => wish({ label: event.currentTarget.value })}
          data-testid="site-label"
        />
      </Field>
      <Tick
        label={t("dashboard.site.window")}
        type="checkbox"
        checked={now.ownWindow}
        onChange={(event) => wish({ ownWindow: event.currentTarget.checked })}
        data-testid="site-window"
      />
      <Tick
        label={t("dashboard.site.pinned")}
        type="checkbox"
        checked={now.pinned}
        disabled={!house.loader}
        onChange={(event) => wish({ pinned: event.currentTarget.checked })}
        data-testid="site-pinned"
      />
      {now.pinned && <p class="hint">{t("dashboard.site.pinned.hint")}</p>}
    </fieldset>
  );
}

interface CopiedProps {
  title: string;
  text: string;
  name: "snippet" | "policy";
  hint?: string;
}

/** A text to take along, in one tap or by hand. */
function Copied({ title, text, name, hint }: CopiedProps) {
  const said = useSignal<"" | "copied" | "uncopied">("");
  const copy = async (): Promise<void> => {
    said.value = await Promise.resolve()
      .then(() => navigator.clipboard.writeText(text))
      .then(
        () => "copied",
        () => "uncopied",
      );
  };
  return (
    <section class="box stack" aria-labelledby={`site-${name}`}>
      <h2 id={`site-${name}`}>{title}</h2>
      <pre class="code" data-testid={`site-${name}`}>
        {text}
      </pre>
      {hint && <p class="hint">{hint}</p>}
      <div class="row">
        <button type="button" class="btn" onClick={copy}>
          {t("dashboard.site.copy")}
        </button>
        <span role="status">{said.value && t(`dashboard.site.${said.value}`)}</span>
      </div>
    </section>
  );
}

const Pages = ({ pages }: { pages: readonly string[] }) => (
  <section class="box stack" aria-labelledby="site-pages">
    <h2 id="site-pages">{t("dashboard.site.pages")}</h2>
    {pages.length === 0 ? (
      <p class="note warn">{t("dashboard.site.pages.none")}</p>
    ) : (
      <ul>
        {pages.map((one) => (
          <li key={one}>{one === "'self'" ? t("dashboard.site.pages.self") : one}</li>
        ))}
      </ul>
    )}
  </section>
);
