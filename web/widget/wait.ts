// How long it usually takes, as honest words: a range in minutes, never a countdown.
import { t } from "../shared/i18n";

/** Past this a range promises more than anybody knows. */
const LONG_MIN = 45;

const minutes = (seconds: number): number => Math.max(1, Math.ceil(seconds / 60));

/** Seconds of the range; -1 when it cannot be told. */
export function waitWords(lowS: number, highS: number): string {
  if (lowS < 0 || highS < 0) return t("widget.wait.unknown");
  const [low, high] = [minutes(lowS), minutes(highS)];
  if (low >= LONG_MIN) return t("widget.wait.verylong");
  if (high > LONG_MIN) return t("widget.wait.long", { low });
  if (high <= 1) return t("widget.wait.soon");
  if (low === high || low <= 1) return t("widget.wait.within", { high });
  return t("widget.wait.range", { low, high });
}
