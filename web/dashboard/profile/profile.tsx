// What the widget tells of the helpline, edited beside a preview: what is wrong is said, what is written is not lost.
import { useSignal } from "@preact/signals";
import { ApiError, codeOf } from "../../shared/ask";
import type { OtherDesk, SettingsShown } from "../../shared/http";
import { t } from "../../shared/i18n";
import { ask } from "../../staff/ask";
import { administers, desk } from "../../staff/session";
import { EditorPage } from "../../staff/ui/editor-page";
import { say } from "../../staff/ui/toasts";
import { errorWords } from "../../staff/ui/words";
import { Foot } from "../editors/foot";
import { type Remote, useRemote } from "../editors/remote";
import { Unsaved } from "../editors/unsaved";
import {
  BOUNDS,
  changes,
  cleaned,
  FIELDS,
  type FieldName,
  holding,
  type Profile,
  problems,
  shown,
} from "../state/profile";
import { NOTHING, since, together, type Written, wrote } from "../state/written";
import { Fields } from "./fields";
import { Preview } from "./preview";

const written = new Unsaved<Written<Profile>>(NOTHING);

export function ProfilePage() {
  const here = desk.value;
  const stored = useRemote(() => ask("get /api/staff/settings/{desk}", { path: { desk: here } }), [here]);
  const others = useRemote(() => ask("get /api/staff/neighbours/{desk}", { path: { desk: here } }), [here]);
  const known = stored.value;
  return (
    <EditorPage
      title={t("dashboard.page.profile")}
      explain={t("dashboard.profile.explain")}
      error={stored.error}
      loading={!known}
    >
      {known && <Editor key={here} stored={known} others={others.value?.neighbours ?? []} remote={stored} />}
    </EditorPage>
  );
}

interface EditorProps {
  stored: SettingsShown;
  others: readonly OtherDesk[];
  remote: Remote<SettingsShown>;
}
function Editor({ stored, others, remote }: EditorProps) {
  const here = desk.value;
  const mine = written.value;
  const before = holding(stored.set, stored.defaults);
  const profile = together(mine, before);
  /** What the server refused, and why. */
  const refused = useSignal<{ field: string; why: string } | null>(null);
  const dirty = Object.keys(changes(before, profile, stored.defaults)).length > 0;
  const wrong = problems(profile);
  const write = (next: Partial<Profile>): void => {
    written.value = wrote(written.value, next, before);
    refused.value = null;
  };
  const forget = (): void => {
    written.forget();
    refused.value = null;
  };
  const save = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    if (wrong.length > 0 || !dirty) return;
    const { place } = written;
    try {
      const { set, defaults } = await remote.load();
      const newest = holding(set, defaults);
      const next = together(mine, newest);
      const body = changes(newest, next, defaults);
      if (Object.keys(body).length > 0)
        await ask("put /api/staff/settings/{desk}", { path: { desk: here }, body });
      await remote.reload();
      refused.value = null;
      written.saved(place, mine, (later) => since(later, cleaned(next)));
      say(t("staff.saved"), "good");
    } catch (thrown) {
      say(errorWords(codeOf(thrown)), "bad");
      if (thrown instanceof ApiError) refused.value = { field: thrown.field, why: thrown.why };
    }
  };
  const errorOf = (name: FieldName): string | undefined => {
    const found = wrong.find(({ field }) => field === name);
    if (found) return t(`dashboard.profile.problem.${found.code}`, boundsOf(name));
    return nameIn(refused.value?.field) === name
      ? t("dashboard.profile.refused", { why: refused.value?.why ?? "" })
      : undefined;
  };
  return (
    <div class="profile">
      <form class="stack" onSubmit={save} noValidate>
        {!administers.value && <p class="note">{t("dashboard.profile.read_only")}</p>}
        <fieldset disabled={!administers.value} class="stack">
          <legend class="visually-hidden">{t("dashboard.page.profile")}</legend>
          <Fields
            profile={profile}
            defaults={stored.defaults}
            others={others}
            errorOf={errorOf}
            onChange={write}
          />
        </fieldset>
        {administers.value && (
          <Foot dirty={dirty} wrong={wrongWords(wrong.map(({ field }) => field))} onForget={forget} />
        )}
      </form>
      <Preview profile={shown(cleaned(profile), others)} />
    </div>
  );
}

const wrongWords = (fields: readonly FieldName[]): string =>
  fields.length > 0
    ? t("dashboard.profile.wrong", {
        fields: fields.map((name) => t(`dashboard.profile.${name}`)).join(", "),
      })
    : "";

/** `phones[2].number` is about the phones. */
const nameIn = (field = ""): FieldName | undefined => FIELDS.find((name) => name === field.split(/[.[]/)[0]);

function boundsOf(name: FieldName): { low: number; high: number } {
  const [low, high] = (BOUNDS as Partial<Record<FieldName, [number, number]>>)[name] ?? [0, 0];
  return { low, high };
}
