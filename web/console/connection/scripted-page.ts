// For tests: a page of the console against a scripted server, as it comes after a reload.
import { expect, vi } from "vitest";
import { Socket } from "../../shared/client/bench";
import { type Bytes, makeGrant, random } from "../../shared/crypto";
import type { Me } from "../../shared/http";
import type { StaffChat } from "../../shared/protocol";
import { server, soon } from "../../shared/testing";

const ME: Me = {
  ...{ id: "an", login: "an", name: "An", role: "supervisor", languages: [], skills: [], capacity: 1 },
  ...{ desks: ["main"], enrol: false, password_given: false },
};
export const SELF = {
  ...{ staff: "an", name: "An", role: "supervisor", status: "available", capacity: 1, languages: ["nl"] },
};
export const CHAT = "c1";

export const seat = (fence: number, kid = "", change: Partial<StaffChat> = {}): StaffChat => ({
  ...{ chat: CHAT, state: "active", fence, language: "nl", priority: 3, kid, ticket: `ticket-${fence}` },
  ...change,
});
export const socket = (): Socket => Socket.all.at(-1) as Socket;
export const sent = (type: string) =>
  socket()
    .sent.map((text) => JSON.parse(text))
    .filter((frame) => frame.t === type);
export const told = (chat: StaffChat): void => socket().hear({ t: "staff_chat", chat });

/** What the server keeps: the key that came with the last hello. */
let boxKey = "";

/** The page before is gone. */
let close = (): void => undefined;

/** A page of the console as it comes after a reload: what it holds, the desk tells it. */
export async function page(...chats: StaffChat[]) {
  close();
  vi.resetModules();
  const [connect, engine, send, session, store, actions] = await Promise.all([
    import("./connect"),
    import("./engine"),
    import("./send"),
    import("../../staff/session"),
    import("../store"),
    import("../actions"),
  ]);
  close = () => engine.become(null);
  await session.restore();
  const before = Socket.all.length;
  connect.connect();
  await soon(() => expect(Socket.all.length).toBe(before + 1));
  socket().greet();
  boxKey = sent("hello_staff")[0].box.key;
  socket().hear({ t: "staff_state", me: SELF, chats });
  return { connect, send, store, actions };
}

/** The log as it stands, and the teen's grant of a fence to the pair that took it. */
export async function granted(
  fence: number,
  key: { kid: string; public: string },
  secret: Bytes = random(32),
): Promise<void> {
  const body = await makeGrant(CHAT, fence, key.kid, key, secret);
  const proof = { stamp: "s", place: "p" };
  socket().hear({ t: "log", chat: CHAT, epoch: "e", fence, head: 1, n: 0 });
  socket().hear({
    ...{ t: "entry", chat: CHAT, seq: 1, who: "teen", cid: `g${fence}`, n: 1, fence, kid: key.kid },
    ...{ kind: "grant", body, ...proof },
  });
}

export function before(): void {
  Socket.all = [];
  sessionStorage.clear();
  localStorage.clear();
  boxKey = "";
  vi.stubGlobal("WebSocket", Socket);
  server({
    "get /api/staff/me": { me: ME, csrf: "x" },
    "post /api/staff/socket-ticket": { ticket: "t" },
    "post /api/staff/box": {
      get key() {
        return boxKey;
      },
    },
  });
}

export function after(): void {
  close();
  vi.unstubAllGlobals();
  vi.useRealTimers();
}
