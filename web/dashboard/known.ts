// The languages and skills this desk knows, for the editors.
import { signal } from "@preact/signals";
import type { Colleagues } from "../shared/http";
import { ask } from "../staff/ask";
import { desk } from "../staff/session";

export const known = signal<Pick<Colleagues, "languages" | "skills">>({
  languages: ["nl", "fr", "de", "en"],
  skills: [],
});

export async function loadKnown(): Promise<void> {
  const path = { desk: desk.value };
  known.value = await ask("get /api/staff/desks/{desk}/colleagues", { path }).catch(() => known.value);
}
