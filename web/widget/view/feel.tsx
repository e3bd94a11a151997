// How somebody feels, by five faces with words: before the chat it stays in this page, after it only the difference leaves.
import type { JSX } from "preact";
import { t } from "../../shared/i18n";
import { save } from "../storage";
import { profile } from "../store";
import { Face } from "./pictures";
import { Taps } from "./taps";

const FACES = [0, 1, 2, 3, 4] as const;

interface FeelProps {
  when: "before" | "after";
  value: number | undefined;
  choose: (feels: number) => void;
}

export function Feel({ when, value, choose }: FeelProps): JSX.Element {
  const shown = (at: (typeof FACES)[number]): JSX.Element => (
    <>
      <Face at={at} />
      {t(`widget.feel.${at}`)}
    </>
  );
  return (
    <Taps
      id="feel"
      kind="five"
      question={t(`widget.feel.${when}`)}
      hint={t(`widget.feel.${when}.hint`)}
      options={FACES.map((at) => [`${at}`, shown(at)] as const)}
      value={value === undefined ? "" : `${value}`}
      choose={(feels) => choose(Number(feels))}
    />
  );
}

/** While they wait. */
export function FeelBefore(): JSX.Element {
  const keep = (feels: number): void => {
    profile.value = { ...profile.value, feels };
    save({ profile: profile.value });
  };
  return (
    <section class="card" data-test="feel">
      <Feel when="before" value={profile.value.feels} choose={keep} />
    </section>
  );
}
