// First steps while somebody waits: what it is about, one idea at a time, and the desk's cards that go with it.
import type { JSX } from "preact";
import { useRef, useState } from "preact/hooks";
import { t } from "../../shared/i18n";
import { profile } from "../store";
import { type Aid, aidFor, aidsFor, topicOf } from "../topics";
import { Breathe } from "./breathe";
import { Resources } from "./resources";

const STEPS = [1, 2, 3, 4, 5, 6] as const;

function Steps({ aid }: { aid: Aid }): JSX.Element {
  const [at, go] = useState(0);
  const last = at === STEPS.length - 1;
  const step = STEPS[at] ?? 1;
  return (
    <>
      <div role="status" class="step">
        <p class="small muted">{t("widget.aid.step", { step, count: STEPS.length })}</p>
        <p class="lead" data-test="aid-step">
          {t(`widget.aid.${aid}.${step}`)}
        </p>
      </div>
      <div class="row">
        <button
          type="button"
          class="btn"
          aria-disabled={at === 0}
          onClick={() => go(Math.max(0, at - 1))}
          data-test="aid-back"
        >
          {t("widget.aid.back")}
        </button>
        <button type="button" class="btn primary" onClick={() => go(last ? 0 : at + 1)} data-test="aid-next">
          {t(last ? "widget.aid.restart" : "widget.aid.next")}
        </button>
      </div>
    </>
  );
}

interface ChoicesProps {
  aids: readonly Aid[];
  take: (aid: Aid) => void;
}

const Choices = ({ aids, take }: ChoicesProps): JSX.Element => (
  <div class="choices">
    {aids.map((one) => (
      <button key={one} type="button" class="btn" onClick={() => take(one)} data-test={`aid-${one}`}>
        {t(`widget.aid.name.${one}`)}
      </button>
    ))}
  </div>
);

/** While nobody is here, the general steps, which are about waiting, give way to the choice. */
export function FirstAid({ when }: { when: "waiting" | "closed" }): JSX.Element {
  const [chosen, choose] = useState<Aid | null>(null);
  const [open, unfold] = useState(false);
  const name = useRef<HTMLHeadingElement>(null);
  const { topic: told, age } = profile.value;
  const first = aidFor(told, age);
  const aid = chosen ?? first;
  const asks = when === "closed" && aid === "general";
  const others = aidsFor(age).filter((one) => one !== aid && (when === "waiting" || one !== "general"));
  const take = (one: Aid): void => {
    choose(one);
    unfold(false);
    name.current?.focus();
  };
  return (
    <>
      <section class="card stack-s" aria-labelledby="aid" data-test="aid">
        <h2 id="aid">{t("widget.aid.title")}</h2>
        <h3 ref={name} tabIndex={-1}>
          {t(asks ? "widget.form.topic" : `widget.aid.name.${aid}`)}
        </h3>
        {asks ? (
          <Choices aids={others} take={take} />
        ) : (
          <>
            <Steps key={aid} aid={aid} />
            <details class="more" open={open} onToggle={(event) => unfold(event.currentTarget.open)}>
              <summary>{t("widget.aid.other")}</summary>
              <Choices aids={others} take={take} />
            </details>
          </>
        )}
      </section>
      <Resources when={when} topic={chosen && chosen !== first ? topicOf(chosen) : told} />
      <Breathe />
    </>
  );
}
