// Whoever has a return code types it here: their place comes to this device.
import type { JSX, TargetedEvent } from "preact";
import { useState } from "preact/hooks";
import { t, wordsFor } from "../../shared/i18n";
import { course } from "../parts";

/** Not a form: it may stand in one, which begins a chat. */
export function HaveCode(): JSX.Element {
  const [code, setCode] = useState("");
  const [why, setWhy] = useState("");
  const [asking, setAsking] = useState(false);
  const go = async (): Promise<void> => {
    if (asking || !code.trim()) return;
    setAsking(true);
    setWhy("");
    const refused = await course().then(
      (come) => come.comeBack(code),
      () => "offline",
    );
    setAsking(false);
    setWhy(refused);
  };
  const key = (event: KeyboardEvent): void => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    void go();
  };
  return (
    <details class="card more" data-test="have-code">
      <summary>{t("widget.have")}</summary>
      <div class="field stack-s">
        <label for="code">{t("widget.have.label")}</label>
        <p id="code-hint" class="small muted">
          {t("widget.have.hint")}
        </p>
        <input
          id="code"
          type="text"
          dir="ltr"
          autocomplete="off"
          autocapitalize="none"
          autocorrect="off"
          spellcheck={false}
          aria-describedby="code-hint code-why"
          aria-invalid={why !== ""}
          value={code}
          onInput={(event: TargetedEvent<HTMLInputElement>) => setCode(event.currentTarget.value)}
          onKeyDown={key}
          data-test="code"
        />
        <p id="code-why" role="status">
          {why && (wordsFor("widget.have.why", why) ?? t("widget.have.why.other"))}
        </p>
        <button
          type="button"
          class="btn wide"
          aria-disabled={asking}
          onClick={() => void go()}
          data-test="code-go"
        >
          {t("widget.have.go")}
        </button>
      </div>
    </details>
  );
}
