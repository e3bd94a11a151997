// The dashboard's connection: it only watches, so it holds no key and no chat.
import { Core, type Effect } from "../shared/client/core";
import { Driver, socketUrl } from "../shared/client/driver";
import type { ToStaff } from "../shared/protocol";
import { OLD_PAGE, renewOnce } from "../shared/ui/renew";
import { Commands } from "../staff/commands";
import { staffHello } from "../staff/hello";
import { comesBack, me, RETURN_AFTER_MS, restore, signOut } from "../staff/session";
import { EMPTY_HISTORY, noted } from "./state/history";
import { board, history, link, refusal, trace } from "./store";

interface Engine {
  core: Core<never>;
  driver: Driver<never>;
}
let engine: Engine | null = null;
export const commands = new Commands((frame) => engine?.driver.send(frame));

export function connect(): () => void {
  const core = new Core<never>("supervisor");
  const driver = new Driver<never>({
    url: socketUrl("/ws/staff"),
    core,
    hello: async () => ({ ...(await staffHello()), watch: true }),
    seal: () => Promise.reject(new Error("a dashboard writes nothing")),
    on: (effect) => happened(core, effect),
  });
  engine = { core, driver };
  driver.start();
  return stop;
}

/** Whoever comes next to this page finds nothing of it. */
function stop(): void {
  engine?.driver.stop();
  engine = null;
  [board.value, history.value, trace.value] = [null, EMPTY_HISTORY, null];
}

export const retryNow = (): void => engine?.driver.retry();
export const reconnect = (): void => engine?.driver.revive();

export async function leave(): Promise<void> {
  stop();
  await signOut();
}

function happened(core: Core<never>, effect: Effect<never>): void {
  if (core !== engine?.core) return;
  if (effect.do === "link") linked(core);
  if (effect.do === "frame") framed(effect.frame as ToStaff);
}

function linked(core: Core<never>): void {
  const { state, reason } = core.link;
  const fresh = state === "open" && link.value !== "online";
  if (state === "final") ended(core, reason ?? "refused");
  else link.value = state === "open" ? "online" : state === "waiting" ? "waiting" : "connecting";
  if (fresh) commands.resend();
}

function ended(core: Core<never>, reason: string): void {
  commands.abandon(reason);
  if (OLD_PAGE.has(reason) && renewOnce()) return;
  refusal.value = reason;
  link.value = "refused";
  if (reason !== "signed_out" && reason !== "sign_in_over") return;
  restore().then(() => back(core, reason));
}

/** Again and again while somebody is signed in: a desk on a wall has nobody who clicks. */
function back(core: Core<never>, reason: string): void {
  if (core !== engine?.core || link.value !== "refused" || !me.value) return;
  if (comesBack(reason)) reconnect();
  else setTimeout(() => back(core, reason), RETURN_AFTER_MS);
}

function framed(frame: ToStaff): void {
  if (frame.t === "trace") trace.value = frame;
  if (commands.settle(frame)) return;
  if (frame.t === "board") shown(frame);
}

function shown(frame: Extract<ToStaff, { t: "board" }>): void {
  board.value = frame;
  history.value = noted(history.value, frame, Date.now());
}
