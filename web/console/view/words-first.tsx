// A command about chats that goes once what was written before it has arrived; who does not want to wait says so.
import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import { t } from "../../shared/i18n";
import type { Chat } from "../state/model";
import { unsent } from "../state/transcript";
import { logOf } from "../store";

/** After so long somebody is asked whether they want to go on without their last words. */
const PATIENCE_MS = 10_000;

interface Props {
  chats: readonly Chat[];
  /** Resolves when it is answered; a refusal leaves the button as it was. */
  go: () => Promise<unknown>;
  class: string;
  testid: string;
  disabled?: boolean;
  children: ComponentChildren;
}

export function WordsFirst({ chats, go, disabled = false, testid, children, ...more }: Props) {
  const stage = useSignal<"" | "waits" | "long" | "goes">("");
  const speaking = chats.some(({ chat }) => unsent(logOf(chat)));
  const waits = stage.value === "waits" || stage.value === "long";
  const now = async () => {
    stage.value = "goes";
    await go().finally(() => (stage.value = ""));
  };
  useEffect(() => {
    if (waits && !speaking) void now();
  });
  useEffect(() => {
    if (!waits) return;
    const timer = setTimeout(() => (stage.value = "long"), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [waits]);
  return (
    <>
      {waits && (
        <p class="note" role="status" data-testid="words-first">
          {t(stage.value === "long" ? "console.words.long" : "console.words.waits")}
        </p>
      )}
      {stage.value === "long" && (
        <button type="button" class="btn" onClick={now} data-testid={`${testid}-anyway`}>
          {t("console.words.anyway")}
        </button>
      )}
      <button
        type="button"
        class={more.class}
        onClick={() => (stage.value = "waits")}
        disabled={disabled || stage.value !== ""}
        data-testid={testid}
      >
        {children}
      </button>
    </>
  );
}
