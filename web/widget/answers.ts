// The short answers that a counsellor offers: they stand as long as the teen has not written. Pure.
import type { Between, Line } from "../shared/transcript/model";

/** Of the newest question since the teen's last words; none when they have answered. */
export function offeredAnswers(lines: readonly Line<Between>[]): readonly string[] {
  for (let at = lines.length - 1; at >= 0; at -= 1) {
    const line = lines[at];
    if (line?.kind !== "said") continue;
    if (line.mine) return [];
    if (line.payload.answers?.length) return line.payload.answers;
  }
  return [];
}
