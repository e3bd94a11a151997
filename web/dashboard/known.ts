// The languages and skills this desk knows, for the editors.

import { signal } from "@preact/signals";
import { get } from "../staff/http";
import { desk } from "../staff/session";

interface Known {
  languages: string[];
  skills: string[];
}
export const known = signal<Known>({ languages: ["nl", "fr", "de", "en"], skills: [] });

export async function loadKnown(): Promise<void> {
  known.value = await get<Known>(`/api/staff/desks/${desk.value}/colleagues`).catch(() => known.value);
}
