// One try at changing something: true when it worked, else the reason is said.

import { t } from "../../shared/i18n";
import { ApiError } from "../http";
import { say } from "../ui/toasts";
import { errorWords } from "../words";

export async function attempt(how: () => Promise<unknown>, done = ""): Promise<boolean> {
  try {
    await how();
    say(done || t("staff.saved"), "good");
    return true;
  } catch (thrown) {
    say(errorWords(thrown instanceof ApiError ? thrown.code : "unknown"), "bad");
    return false;
  }
}
