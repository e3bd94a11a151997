// What time does to a chat: the teen takes time, was asked whether they are there, is silent; the desk's time limit nears.

import { t } from "../../shared/i18n";
import { now } from "../../staff/clock";
import { clockFace } from "../../staff/time";
import { times } from "../library";
import { writable } from "../state/chats";
import type { Chat } from "../state/model";
import { shownOf } from "../state/quiet";
import { silences } from "../store";

const MINUTE = 60_000;
const SOON_MS = 10 * MINUTE;

/** The words are said once; what runs down beside them is only seen. */
export const Time = ({ chat }: { chat: Chat }) =>
  writable(chat) && chat.role === "counsellor" ? (
    <>
      <Silent chat={chat} />
      <Limit chat={chat} />
    </>
  ) : null;

function Silent({ chat }: { chat: Chat }) {
  const held = silences.value[chat.chat];
  const { what, ms } = held ? shownOf(held, now.value, times.value.askMs) : { what: "" as const, ms: 0 };
  return (
    <p class={what ? "standing" : ""} data-testid="silence" data-what={what}>
      <span role="status">{what && t(`console.quiet.${what}`)}</span>
      {what && <span aria-hidden="true">{clockFace(ms)}</span>}
    </p>
  );
}

function Limit({ chat }: { chat: Chat }) {
  const limit = times.value.limitMs;
  if (limit === null || chat.talkingSince === null) return null;
  const left = chat.talkingSince + limit - now.value;
  const stage = left <= 0 ? "over" : left <= SOON_MS ? "soon" : "";
  return (
    <p class={stage ? "standing limit" : "standing"} data-testid="limit" data-stage={stage}>
      <span>
        {t("console.limit", {
          minutes: Math.floor((limit - left) / MINUTE),
          of: Math.round(limit / MINUTE),
        })}
      </span>
      <span role="status">{stage && t(`console.limit.${stage}`)}</span>
    </p>
  );
}
