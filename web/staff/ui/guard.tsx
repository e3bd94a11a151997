// What throws while it is drawn leaves the rest of the page, and in its place a word and a way on.
import { Component, type ComponentChildren } from "preact";
import { t } from "../../shared/i18n";

export class Guard extends Component<{ children: ComponentChildren }, { broken?: boolean }> {
  static override getDerivedStateFromError = () => ({ broken: true });

  override render(): ComponentChildren {
    return this.state.broken ? <Again words={t("staff.broken")} /> : this.props.children;
  }
}

/** Only a fresh page helps. Plain, for the icons may be what throws. */
export const Again = ({ words }: { words: string }) => (
  <p class="note bad" role="alert" data-testid="part-missing">
    <span>{words}</span>
    <button type="button" class="btn small" onClick={() => location.reload()}>
      {t("staff.reload")}
    </button>
  </p>
);
