// The languages and skills this desk knows, for the editors.
import { signal } from "@preact/signals";
import type { Colleagues } from "../shared/http";
import { ask } from "../staff/ask";
import { desk } from "../staff/session";
import { untilThere } from "../staff/until-there";

export const known = signal<Pick<Colleagues, "languages" | "skills">>({
  languages: ["nl", "fr", "de", "en"],
  skills: [],
});

/** As soon as they can be had, as long as an editor is `shown`. */
export async function loadKnown(shown: () => boolean): Promise<void> {
  const path = { desk: desk.value };
  const found = await untilThere(
    () => ask("get /api/staff/desks/{desk}/colleagues", { path }),
    () => shown() && path.desk === desk.value,
  );
  known.value = found ?? known.value;
}
