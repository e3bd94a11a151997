// Staff accounts: who may come in, in which role, with which languages and skills.

import { type Signal, useSignal } from "@preact/signals";
import { ROLES, type Role } from "../../shared/codes";
import type { AccountChange, AccountList, AccountShown } from "../../shared/http";
import { t } from "../../shared/i18n";
import { MAX_NAME } from "../../shared/limits";
import { ask } from "../../staff/ask";
import { desk, me } from "../../staff/session";
import { Codes } from "../../staff/ui/codes";
import { EditorPage } from "../../staff/ui/editor-page";
import { Field, Tick } from "../../staff/ui/field";
import { Table } from "../../staff/ui/table";
import { languageName, skillName, worded } from "../../staff/ui/words";
import { known, useKnown } from "../known";
import { mostChats } from "../state/capacity";
import { changed, merged, mergedFew } from "../state/merged";
import { AddButton } from "./add-button";
import { FormDialog, text } from "./form-dialog";
import { type Remote, useRemote } from "./remote";

type Account = Pick<
  AccountShown,
  "id" | "login" | "name" | "role" | "languages" | "skills" | "desks" | "capacity" | "active"
>;
const NEW: Account = {
  ...{ id: "", login: "", name: "", role: "counsellor" },
  ...{ languages: [], skills: [], desks: [], capacity: 1, active: true },
};
const HEADS = ["name", "role", "desks", "languages", "capacity", "active", "acts"] as const;

export function Accounts() {
  const editing = useSignal<Account | null>(null);
  const list = useRemote(() => ask("get /api/staff/accounts"));
  useKnown();
  return (
    <EditorPage
      title={t("dashboard.page.accounts")}
      explain={t("dashboard.accounts.explain")}
      act={<AddButton onClick={() => (editing.value = { ...NEW, desks: [desk.value] })} />}
      error={list.error}
      loading={!list.value}
    >
      <Table
        caption={t("dashboard.page.accounts")}
        heads={HEADS.map((head) => t(`dashboard.accounts.${head}`))}
      >
        {list.value?.accounts.map((one) => (
          <tr key={one.id} class={one.active ? "" : "off"}>
            <th scope="row">
              {one.name} <span class="muted">{one.login}</span>
            </th>
            <td>{worded("code.role", one.role)}</td>
            <td>{one.desks.join(", ") || t("dashboard.accounts.all_desks")}</td>
            <td>{one.languages.map(languageName).join(", ")}</td>
            <td class="num">{one.capacity}</td>
            <td>{t(one.active ? "dashboard.yes" : "dashboard.no")}</td>
            <td class="acts">
              <button type="button" class="btn small" onClick={() => (editing.value = one)}>
                {t("dashboard.edit")} <span class="visually-hidden">{one.name}</span>
              </button>
            </td>
          </tr>
        ))}
      </Table>
      {editing.value && (
        <AccountEditor account={editing.value} list={list} onClose={() => (editing.value = null)} />
      )}
    </EditorPage>
  );
}

interface DialogProps {
  account: Account;
  list: Remote<AccountList>;
  onClose: () => void;
}
function AccountEditor({ account, list, onClose }: DialogProps) {
  const languages = useSignal<readonly string[]>(account.languages);
  const skills = useSignal<readonly string[]>(account.skills);
  const desks = useSignal<readonly string[]>(account.desks);
  const mine = me.value?.desks ?? [];
  const save = (data: FormData) =>
    list.change(() => store(account, data, { languages, skills, desks }, list));
  return (
    <FormDialog title={account.name || t("dashboard.accounts.new")} onClose={onClose} onSave={save}>
      <Field label={t("dashboard.accounts.login")}>
        <input
          name="login"
          defaultValue={account.login}
          required
          autocomplete="off"
          disabled={account.id !== ""}
        />
      </Field>
      <Field label={t("dashboard.accounts.name")} hint={t("dashboard.accounts.name_hint")} most={MAX_NAME}>
        <input name="name" defaultValue={account.name} required autocomplete="off" />
      </Field>
      <Field label={t("dashboard.accounts.role")}>
        <select name="role">
          {ROLES.map((role) => (
            <option key={role} value={role} selected={role === account.role}>
              {t(`code.role.${role}`)}
            </option>
          ))}
        </select>
      </Field>
      <Field label={t("dashboard.accounts.capacity")}>
        <input
          name="capacity"
          type="number"
          min={1}
          max={mostChats(account.capacity)}
          defaultValue={String(account.capacity)}
          required
        />
      </Field>
      <Codes
        legend={t("dashboard.person.languages")}
        all={known.value.languages}
        held={languages}
        name={languageName}
      />
      <Codes legend={t("dashboard.person.skills")} all={known.value.skills} held={skills} name={skillName} />
      {mine.length > 1 && (
        <Codes
          legend={`${t("dashboard.accounts.desks")} (${t("dashboard.accounts.desks_hint")})`}
          all={[...new Set([...mine, ...account.desks])]}
          held={desks}
          name={(code) => code}
        />
      )}
      <Field
        label={t(account.id ? "dashboard.accounts.password_reset" : "dashboard.accounts.password")}
        hint={`${t("staff.account.password_hint")} ${t("dashboard.accounts.password_then")}`}
      >
        <input
          name="password"
          type="password"
          autocomplete="new-password"
          minLength={12}
          required={account.id === ""}
        />
      </Field>
      <Tick
        type="checkbox"
        name="active"
        defaultChecked={account.active}
        label={t("dashboard.accounts.active_long")}
      />
    </FormDialog>
  );
}

type Held = Readonly<Record<"languages" | "skills" | "desks", Signal<readonly string[]>>>;

async function store(account: Account, data: FormData, held: Held, list: Remote<AccountList>): Promise<void> {
  const next = {
    name: text(data, "name"),
    role: text(data, "role") as Role,
    capacity: Number(text(data, "capacity")),
    languages: [...held.languages.value],
    skills: [...held.skills.value],
    desks: [...held.desks.value],
  };
  const path = { id: account.id };
  const password = String(data.get("password") ?? "");
  if (!account.id) {
    await ask("post /api/staff/accounts", { body: { ...next, login: text(data, "login"), password } });
    return;
  }
  const newest: Account = (await list.load()).accounts.find(({ id }) => id === account.id) ?? account;
  const own: Account = { ...account, ...next, active: data.get("active") !== null };
  const desks = mergedFew(account.desks, own.desks, newest.desks);
  const body = changed(newest, { ...merged(account, own, newest), desks }) as AccountChange;
  if (Object.keys(body).length > 0) await ask("put /api/staff/accounts/{id}", { path, body });
  if (password) await ask("post /api/staff/accounts/{id}/reset-password", { path, body: { password } });
}
