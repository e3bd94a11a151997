// The frame of an editor's page: heading, explanation, the act on the right, and what went wrong.

import type { ComponentChildren } from "preact";
import { t } from "../../shared/i18n";
import { Icon } from "../../staff/ui/icon";
import { errorWords } from "../../staff/words";

interface Props {
  name: string;
  act?: ComponentChildren;
  error?: string;
  loading?: boolean;
  children: ComponentChildren;
}

export const EditorPage = ({ name, act, error, loading, children }: Props) => (
  <div class="editor stack">
    <header class="page-head">
      <div>
        <h1>{t(`dashboard.page.${name}`)}</h1>
        <p class="muted">{t(`dashboard.${name}.explain`)}</p>
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

export const AddButton = ({ onClick }: { onClick: () => void }) => (
  <button type="button" class="btn primary" onClick={onClick} data-testid="add">
    <Icon name="plus" /> {t("dashboard.add")}
  </button>
);
