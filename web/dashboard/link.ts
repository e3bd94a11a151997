// The dashboard's connection: it only watches, so it holds no key and no chat.

import { Core, type Effect } from "../shared/client/core";
import { Driver, Final, socketUrl } from "../shared/client/driver";
import type { HelloStaff, ToStaff } from "../shared/protocol";
import { Commands } from "../staff/commands";
import { ApiError } from "../staff/http";
import { desk, renewedHere, restore, signOut, socketTicket } from "../staff/session";
import { noted } from "./state/history";
import { board, boardAt, history, link, trace } from "./store";

interface Engine {
  core: Core<never>;
  driver: Driver<never>;
}
let engine: Engine | null = null;
export const commands = new Commands((frame) => engine?.driver.send(frame));

export function connect(): () => void {
  const core = new Core<never>("supervisor");
  const seal = () => Promise.reject(new Error("a dashboard writes nothing"));
  const driver = new Driver<never>({
    url: socketUrl("/ws/staff"),
    core,
    hello,
    seal,
    on: (effect) => happened(core, effect),
  });
  engine = { core, driver };
  driver.start();
  return () => engine?.driver.stop();
}

export const retryNow = (): void => engine?.driver.retry();

export async function leave(): Promise<void> {
  engine?.driver.stop();
  engine = null;
  board.value = null;
  await signOut();
}

async function hello(): Promise<HelloStaff> {
  const ticket = await socketTicket().catch((thrown: unknown) => {
    const status = thrown instanceof ApiError ? thrown.status : 0;
    throw status === 401 || status === 403 ? new Final(4105) : thrown;
  });
  return { t: "hello_staff", v: 1, ticket, desk: desk.value, watch: true };
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
  link.value = "refused";
  if (reason === "signed_out") restore().then(() => core === engine?.core && renewedHere() && connect());
}

function framed(frame: ToStaff): void {
  if (frame.t === "trace") trace.value = frame;
  if (commands.settle(frame)) return;
  if (frame.t === "board") shown(frame);
}

function shown(frame: Extract<ToStaff, { t: "board" }>): void {
  board.value = frame;
  boardAt.value = performance.now();
  history.value = noted(history.value, frame, Date.now());
}
