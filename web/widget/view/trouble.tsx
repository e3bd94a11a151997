// Something stands in the way: what it is in plain words, and what to do.
import type { JSX } from "preact";
import { t } from "../../shared/i18n";
import { again, goOn, look, reload } from "../door";
import { boxed } from "../storage";
import { BROKEN, PART, reason } from "../store";
import { Page } from "./page";
import { ChildFocus, Danger } from "./phones";

const KNOWN = ["offline", "newer_connection", "bad_token", "abuse", "blocked", "outdated"] as const;
type Code = (typeof KNOWN)[number] | "other";

const codeOf = (why: string): Code =>
  why === PART ? "offline" : (KNOWN.find((known) => known === why) ?? "other");

function wayOut(code: Code, why: string): () => void {
  if (why === PART || why === BROKEN || code === "outdated") return reload;
  if (code === "newer_connection" || code === "abuse") return () => void goOn();
  return () => void (code === "bad_token" ? again() : boxed() ? goOn() : look());
}

export const Trouble = (): JSX.Element => <Because why={reason.value} />;

export function Because({ why }: { why: string }): JSX.Element {
  const code = codeOf(why);
  const elsewhere = code === "newer_connection";
  return (
    <Page
      title={t(`widget.trouble.${code}.title`)}
      foot={
        code !== "blocked" && (
          <button type="button" class="btn primary wide" onClick={wayOut(code, why)}>
            {t(elsewhere ? "widget.trouble.here" : "widget.retry")}
          </button>
        )
      }
    >
      <p class="lead">{t(`widget.trouble.${code}.text`)}</p>
      {!elsewhere && <ChildFocus />}
      {!elsewhere && <Danger />}
    </Page>
  );
}
