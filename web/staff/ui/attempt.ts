// One try at changing something: true when it worked, else the reason is said.
import { codeOf } from "../../shared/ask";
import { t } from "../../shared/i18n";
import { say } from "./toasts";
import { errorWords } from "./words";

export async function attempt(how: () => Promise<unknown>, done = ""): Promise<boolean> {
  try {
    await how();
    say(done || t("staff.saved"), "good");
    return true;
  } catch (thrown) {
    say(errorWords(codeOf(thrown)), "bad");
    return false;
  }
}
