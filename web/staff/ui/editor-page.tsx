// The frame of an editor's page: heading, explanation, the act on the right, and what went wrong.
import type { ComponentChildren } from "preact";
import { t } from "../../shared/i18n";
import { Icon } from "./icon";
import { errorWords } from "./words";

interface Props {
  title: string;
  explain: string;
  act?: ComponentChildren;
  /** The code of what went wrong, or nothing. */
  error?: string;
  loading?: boolean;
  children: ComponentChildren;
}

export const EditorPage = ({ title, explain, act, error, loading, children }: Props) => (
  <div class="editor stack">
    <header class="page-head">
      <div>
        <h1>{title}</h1>
        <p class="muted">{explain}</p>
      </div>
      {act}
    </header>
    {error && (
      <p class="note bad" role="alert">
        <Icon name="alert" /> <span>{errorWords(error)}</span>
      </p>
    )}
    {loading && !error && <p class="loading">{t("staff.loading")}</p>}
    {children}
  </div>
);
