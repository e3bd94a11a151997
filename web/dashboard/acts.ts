// What a supervisor can do with one click; a refusal is said in words.

import { t } from "../shared/i18n";
import type { BlockAsked, Priority, SetCounsellor, SetService } from "../shared/protocol";
import { acting } from "../staff/act";
import { commands } from "./link";
import { handled } from "./store";

const act = acting(commands);

export const setService = (mode: SetService["mode"]) =>
  act({ t: "set_service", mode }, t(`dashboard.service.done.${mode}`));
export const setCounsellor = (change: Omit<SetCounsellor, "t" | "id">) =>
  act({ t: "set_counsellor", ...change }, t("staff.saved"));
export const requeue = (chat: string) => act({ t: "requeue", chat }, t("dashboard.chats.requeued"));
export const setPriority = (chat: string, priority: Priority) =>
  act({ t: "set_priority", chat, priority }, t("staff.saved"));
export const assign = (chat: string, staff: string) =>
  act({ t: "assign", chat, staff }, t("dashboard.chats.assigned"));
export const askTrace = (chat: string) => act({ t: "get_trace", chat });

export const confirmBlock = ({ chat, hours }: Pick<BlockAsked, "chat" | "hours">, yes: boolean) =>
  act({ t: "confirm_block", chat, yes, hours });

/** The conversation itself is held by the console, which has the keys. */
export function enter(chat: string): void {
  handled(chat);
  open(`/console#enter=${encodeURIComponent(chat)}`, "hearline-console");
}
