// Every state of the widget, with what a desk would say in it; only the profile is the desk's own.
import type { Availability, Neighbour } from "../shared/http";
import { LANGUAGES, lang, t } from "../shared/i18n";
import type { Asked } from "../shared/preview";
import * as store from "../widget/store";
import { sampleTalk } from "./sample";

const HOUR_MS = 3_600_000;
const later = (ms: number): string => new Date(Date.now() + ms).toISOString();

/** Whom the profile names for this language, or else somebody. */
function neighbour({ neighbours = {} }: Partial<Availability>): Neighbour {
  const named = neighbours[lang.value] ?? Object.values(neighbours)[0];
  return named ?? { desk: "", name: { [lang.value]: t("preview.neighbour") } };
}

/** How the desk stands, beside its profile. */
function desk(state: string, profile: Partial<Availability>): Partial<Availability> {
  const served: string[] = [...LANGUAGES];
  const now: Partial<Availability> = {
    ...{ service: "open", now: "open", served, low_s: 240, high_s: 600, neighbours: {} },
  };
  if (state === "neighbour")
    return { ...desk("unserved", profile), neighbours: { [lang.value]: neighbour(profile) } };
  if (state === "busy") return { ...now, now: "busy", low_s: 1_200, high_s: 2_100 };
  if (state === "closing_soon") return { ...now, now: "closing_soon", closes_at: later(HOUR_MS / 3) };
  if (state === "unserved") return { ...now, served: LANGUAGES.filter((code) => code !== lang.value) };
  if (state === "nobody") return { ...now, served: [] };
  if (state === "closed") return { ...now, service: "closed", now: "closed", opens_at: later(18 * HOUR_MS) };
  return now;
}

const SCREENS: Readonly<Record<string, [store.Screen, reason?: string]>> = {
  loading: ["loading"],
  closed: ["closed"],
  full: ["full", "full"],
  blocked: ["trouble", "blocked"],
  unreachable: ["trouble", "offline"],
  unsupported: ["insecure"],
  unknown: ["trouble", "unknown_desk"],
  waiting: ["talk"],
  chat: ["talk"],
  ended: ["ended", "finished"],
};
/** There nobody has told anything: the page knows what it brought with it. */
const UNTOLD = new Set(["unknown"]);
const EMPTY: Availability = {
  ...{ desk: "main", zone: "Europe/Brussels", service: "open", opens_at: null, languages: [...LANGUAGES] },
  ...{ served: [], low_s: -1, high_s: -1, topics: [], name: {}, forum: "", exit_url: "", cards: [] },
};

export function put({ state, profile }: Asked): void {
  const [screen, reason = ""] = SCREENS[state] ?? ["welcome"];
  store.availability.value = UNTOLD.has(state) ? null : { ...EMPTY, ...profile, ...desk(state, profile) };
  store.talk.value = ["waiting", "chat", "ended"].includes(state) ? sampleTalk(state) : null;
  store.receipt.value = state === "ended" ? { row: {}, later: [], kept_days: 0 } : null;
  store.reason.value = reason;
  store.screen.value = screen;
}
