// The languages and skills this desk knows, for editors and filters.
import { signal } from "@preact/signals";
import type { Colleagues } from "../shared/http";
import { ask } from "../staff/ask";
import { desk } from "../staff/session";
import { untilThere, useWhileShown } from "../staff/until-there";

export const known = signal<Pick<Colleagues, "languages" | "skills">>({
  languages: ["nl", "fr", "de", "en"],
  skills: [],
});

/** For whatever shows them: as they are by now, as soon as they can be had. */
export const useKnown = (): void => useWhileShown(load);

async function load(shown: () => boolean): Promise<void> {
  const path = { desk: desk.value };
  const found = await untilThere(
    () => ask("get /api/staff/desks/{desk}/colleagues", { path }),
    () => shown() && path.desk === desk.value,
  );
  known.value = found ?? known.value;
}
