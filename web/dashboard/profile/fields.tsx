// The fields of a profile in their groups: each with its meaning, its default and what is wrong with it.
import type { ComponentChildren } from "preact";
import type { OtherDesk } from "../../shared/http";
import { LANGUAGE_NAMES, LANGUAGES, t } from "../../shared/i18n";
import { MAX_ABOUT, MAX_ADDRESS, MAX_DESK_NAME, MAX_RULE } from "../../shared/limits";
import { Choices, Field, Tick } from "../../staff/ui/field";
import { type FieldName, KEPT, MOST, type Profile, TIMES } from "../state/profile";
import { ColoursField } from "./colours";
import { SendsTo, TakesFrom } from "./neighbours";
import { Numbers } from "./numbers";
import { Phones } from "./phones";
import { Questions } from "./questions";
import { Topics } from "./topics";
import { WordsField } from "./words-field";

interface Props {
  profile: Profile;
  defaults: Readonly<Record<string, unknown>>;
  others: readonly OtherDesk[];
  errorOf: (name: FieldName) => string | undefined;
  onChange: (next: Partial<Profile>) => void;
}

export const Fields = (props: Props) => (
  <>
    <Group of="us">
      <Texts {...props} name="name" most={MAX_DESK_NAME} />
      <Texts {...props} name="about" most={MAX_ABOUT} rows={4} />
    </Group>
    <Group of="call">
      <Part {...props} name="phones">
        <Phones value={props.profile.phones} onChange={(phones) => props.onChange({ phones })} />
      </Part>
    </Group>
    <Group of="links">
      <Address {...props} name="forum" />
      <Texts {...props} name="hotline" most={MAX_ADDRESS} placeholder="https://" />
      <Address {...props} name="exit_url" />
    </Group>
    <Group of="look">
      <Part {...props} name="colours">
        <ColoursField value={props.profile.colours} onChange={(colours) => props.onChange({ colours })} />
      </Part>
    </Group>
    <Group of="chat">
      <Languages {...props} />
      <Part {...props} name="topics">
        <Topics value={props.profile.topics} onChange={(topics) => props.onChange({ topics })} />
      </Part>
      <Numbers names={TIMES} {...props} />
      <Rules {...props} />
    </Group>
    <Group of="after">
      <Part {...props} name="after">
        <Questions value={props.profile.after} onChange={(after) => props.onChange({ after })} />
      </Part>
    </Group>
    {props.others.length > 0 && (
      <Group of="neighbours">
        <Part {...props} name="sends_to">
          <SendsTo
            value={props.profile.sends_to}
            others={props.others}
            onChange={(sends_to) => props.onChange({ sends_to })}
          />
        </Part>
        <Part {...props} name="takes_from">
          <TakesFrom
            value={props.profile.takes_from}
            others={props.others}
            onChange={(takes_from) => props.onChange({ takes_from })}
          />
        </Part>
      </Group>
    )}
    <Group of="kept">
      <Numbers names={KEPT} {...props} />
    </Group>
  </>
);

const Group = ({
  of,
  children,
}: {
  of: "us" | "call" | "links" | "look" | "chat" | "after" | "neighbours" | "kept";
  children: ComponentChildren;
}) => (
  <section class="panel stack-tight" aria-labelledby={`group-${of}`}>
    <h2 id={`group-${of}`}>{t(`dashboard.profile.group.${of}`)}</h2>
    {children}
  </section>
);

/** A field of several parts: its name, its meaning, the parts, what is wrong. */
function Part({
  name,
  errorOf,
  children,
}: Props & {
  name: "phones" | "colours" | "topics" | "after" | "sends_to" | "takes_from";
  children: ComponentChildren;
}) {
  const error = errorOf(name);
  return (
    <fieldset class="field" aria-invalid={error ? true : undefined} data-testid={`field-${name}`}>
      <legend>{t(`dashboard.profile.${name}`)}</legend>
      <p class="hint">{t(`dashboard.profile.${name}.hint`)}</p>
      {children}
      {error && (
        <p class="field-error" role="alert">
          {error}
        </p>
      )}
    </fieldset>
  );
}

interface TextsProps extends Props {
  name: "name" | "about" | "hotline";
  most: number;
  rows?: number;
  placeholder?: string;
}
const Texts = ({ name, most, rows, placeholder, profile, errorOf, onChange }: TextsProps) => (
  <WordsField
    legend={t(`dashboard.profile.${name}`)}
    hint={t(`dashboard.profile.${name}.hint`)}
    error={errorOf(name)}
    value={profile[name]}
    most={most}
    {...(rows ? { rows } : {})}
    {...(placeholder ? { placeholder } : {})}
    onChange={(words) => onChange({ [name]: words })}
  />
);

const Address = ({ name, profile, errorOf, onChange }: Props & { name: "forum" | "exit_url" }) => (
  <Field
    label={t(`dashboard.profile.${name}`)}
    hint={t(`dashboard.profile.${name}.hint`)}
    error={errorOf(name)}
    most={MAX_ADDRESS}
  >
    <input
      type="url"
      placeholder="https://"
      value={profile[name]}
      onInput={(event) => onChange({ [name]: event.currentTarget.value })}
      data-testid={name}
    />
  </Field>
);

function Languages({ profile, errorOf, onChange }: Props) {
  const held = profile.languages;
  return (
    <Choices
      legend={t("dashboard.profile.languages")}
      hint={t("dashboard.profile.languages.hint")}
      error={errorOf("languages")}
    >
      {LANGUAGES.map((code) => (
        <Tick
          key={code}
          type="checkbox"
          checked={held.includes(code)}
          onChange={() =>
            onChange({
              languages: held.includes(code) ? held.filter((one) => one !== code) : [...held, code],
            })
          }
          label={LANGUAGE_NAMES[code]}
        />
      ))}
    </Choices>
  );
}

/** One rule a line. */
function Rules({ profile, errorOf, onChange }: Props) {
  const texts = Object.fromEntries(
    Object.entries(profile.rules).map(([code, list]) => [code, list.join("\n")]),
  );
  return (
    <WordsField
      legend={t("dashboard.profile.rules")}
      hint={t("dashboard.profile.rules.hint")}
      error={errorOf("rules")}
      value={texts}
      most={MAX_RULE * MOST.rules}
      rows={4}
      onChange={(words) =>
        onChange({
          rules: Object.fromEntries(Object.entries(words).map(([code, text]) => [code, text.split("\n")])),
        })
      }
    />
  );
}
