// Short news that needs no answer, said once to screen readers and shown until read or a while has passed.

import { signal } from "@preact/signals";
import { t } from "../../shared/i18n";
import { Icon } from "./icon";

export interface Toast {
  id: number;
  text: string;
  tone: "info" | "good" | "bad";
}
const SHOWN_MS = 12_000;
const toasts = signal<readonly Toast[]>([]);
/** Open dialogs: what lies under one is neither seen nor read out, so the news moves into it. */
export const dialogs = signal(0);
let last = 0;

export function say(text: string, tone: Toast["tone"] = "info"): void {
  last += 1;
  const id = last;
  toasts.value = [...toasts.value.slice(-2), { id, text, tone }];
  if (tone !== "bad") setTimeout(() => unsay(id), SHOWN_MS);
}

const unsay = (id: number): void => {
  toasts.value = toasts.value.filter((one) => one.id !== id);
};

export const Toasts = () => (dialogs.value > 0 ? null : <News />);

export const News = () => (
  <div class="toasts" role="status" aria-live="polite">
    {toasts.value.map((one) => (
      <p class={`toast ${one.tone}`} key={one.id} data-testid="toast">
        <Icon name={one.tone === "bad" ? "alert" : one.tone === "good" ? "check" : "info"} />
        <span>{one.text}</span>
        <button
          type="button"
          class="btn plain icon-only"
          aria-label={t("staff.dismiss")}
          onClick={() => unsay(one.id)}
        >
          <Icon name="close" />
        </button>
      </p>
    ))}
  </div>
);
