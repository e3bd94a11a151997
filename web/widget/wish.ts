// What a teen asks for, as the first frame of their own connection says it; and the token that opens their chat.
import { b64u, random } from "../shared/crypto/bytes";
import { lang } from "../shared/i18n";
import type { Wish } from "../shared/protocol";
import { inFrame } from "./host";
import { load } from "./storage";
import { profile } from "./store";

const TOKEN_BYTES = 32;

/** Drawn here and told to nobody but the server; it keeps only a digest. */
export const newToken = (): string => b64u(random(TOKEN_BYTES));

export function wishFor(desk: string): Wish {
  const { topic, age, howBad, danger } = profile.value;
  const pass = load().pass ?? "";
  const channel = inFrame() ? "embed" : "web";
  return {
    desk,
    language: lang.value,
    topic,
    age_band: age || "unknown",
    channel,
    ...(howBad ? { how_bad: howBad } : {}),
    ...(danger ? { danger } : {}),
    ...(pass ? { pass } : {}),
  };
}
