// A breathing exercise: a circle to follow, six breaths long. The words above it do as well, and stand alone where somebody
// wants no motion.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { t } from "../../shared/i18n";

function Circle({ done }: { done: () => void }): JSX.Element {
  return (
    <div class="breath" aria-hidden="true" onAnimationEnd={done}>
      <span class="circle" />
      <span class="in">{t("widget.breathe.in")}</span>
      <span class="out">{t("widget.breathe.out")}</span>
    </div>
  );
}

export function Breathe(): JSX.Element {
  const [stage, set] = useState<"" | "begun" | "done">("");
  const begun = stage === "begun";
  return (
    <section class="card stack-s breathe" aria-labelledby="breathe">
      <h2 id="breathe">{t("widget.breathe.title")}</h2>
      <p>{t("widget.breathe.how")}</p>
      {begun && <Circle done={() => set("done")} />}
      <p role="status" class={stage === "done" ? "" : "visually-hidden"}>
        {stage && t(`widget.breathe.${stage}`)}
      </p>
      <button type="button" class="btn moving" onClick={() => set(begun ? "" : "begun")} data-test="breathe">
        {t(begun ? "widget.breathe.stop" : "widget.breathe.start")}
      </button>
    </section>
  );
}
