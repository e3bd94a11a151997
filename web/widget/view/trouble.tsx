// Something stands in the way: what it is in plain words, and what to do.
import type { JSX } from "preact";
import { t, wordsFor } from "../../shared/i18n";
import { again, goOn, look, reload } from "../first-look";
import { boxed } from "../storage";
import { BROKEN, PART, reason } from "../store";
import { Page } from "./page";
import { Danger, Phones } from "./phones";

const KNOWN = [
  "offline",
  "newer_connection",
  "bad_token",
  "abuse",
  "blocked",
  "outdated",
  "unknown_desk",
] as const;
type Code = (typeof KNOWN)[number] | "other";

const codeOf = (why: string): Code =>
  why === PART ? "offline" : (KNOWN.find((known) => known === why) ?? "other");

function wayOut(code: Code, why: string): () => void {
  if (why === PART || why === BROKEN || code === "outdated") return reload;
  if (code === "newer_connection" || code === "abuse") return () => void goOn();
  return () => void (code === "bad_token" ? again() : boxed() ? goOn() : look());
}

/** Words that have not come yet are those of any trouble. */
const title = (code: Code): string =>
  wordsFor(`widget.trouble.${code}`, "title") ?? t("widget.trouble.other.title");
const text = (code: Code): string =>
  wordsFor(`widget.trouble.${code}`, "text") ?? t("widget.trouble.other.text");

export const Trouble = (): JSX.Element => <Because why={reason.value} />;

export function Because({ why }: { why: string }): JSX.Element {
  const code = codeOf(why);
  const elsewhere = code === "newer_connection";
  return (
    <Page
      title={title(code)}
      foot={
        code !== "blocked" && (
          <button type="button" class="btn primary wide" onClick={wayOut(code, why)}>
            {elsewhere ? t("widget.trouble.here") : t("widget.retry")}
          </button>
        )
      }
    >
      <p class="lead">{text(code)}</p>
      {!elsewhere && <Phones lead={t("widget.phones")} />}
      {!elsewhere && <Danger />}
    </Page>
  );
}
