// How a staff page begins: its clock, its words, its first screen. What came with the page stays where that throws.
import { type ComponentType, render } from "preact";
import { t } from "../shared/i18n";
import { keepPage } from "../shared/ui/dropped";
import { startClock } from "./clock";
import { startLanguage } from "./language-picker";
import { say } from "./ui/toasts";

export async function start(App: ComponentType): Promise<void> {
  const [root, bare] = ["app", "bare"].map((id) => document.getElementById(id));
  startClock();
  keepPage(() => say(t("staff.no_files")));
  await startLanguage().catch(() => undefined);
  try {
    if (root) render(<App />, root);
    bare?.remove();
  } catch {
    if (bare) root?.replaceWith(bare);
  }
}
