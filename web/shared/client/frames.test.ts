// The golden frames, replayed: the core takes every frame the server may send, and sends none it may not.
import { expect, it } from "vitest";
import golden from "../../../tests/vectors/frames.json";
import { Core, type Effect, type Incoming } from "./core";

type Shape = Record<string, unknown>;

const frames = golden.good.map(({ union, text }) => ({ union, text, frame: JSON.parse(text) as Shape }));
const incoming = frames.filter(({ union }) => union === "ToTeen" || union === "ToStaff");
const outgoing = frames.filter(({ union }) => union === "TeenFrame");
const LOGS = new Set(["log", "entry", "withheld", "ack", "seen", "typing", "ping", "drain"]);

const sent = (effects: Effect<string>[]): Shape[] =>
  effects.flatMap((effect) => (effect.do === "send" ? [effect.frame as unknown as Shape] : []));

it.each(incoming)("takes $text", ({ frame }) => {
  const core = new Core<string>("teen", () => 0);
  core.start(0);
  core.opened({ t: "pong" }, 0);
  const effects = core.received(frame as unknown as Incoming, 1);
  const passed = effects.some((effect) => effect.do === "frame");
  expect(passed).toBe(!LOGS.has(String(frame.t)));
});

it("sends frames with the fields of the golden ones", () => {
  const core = new Core<string>("teen", () => 0);
  core.start(0);
  core.opened({ t: "pong" }, 0);
  const log = { t: "log", chat: "c", epoch: "e", fence: 1, head: 0, n: 0 } as const;
  const entry = {
    t: "entry",
    chat: "c",
    seq: 1,
    who: "counsellor",
    cid: "y",
    n: 1,
    fence: 1,
    kid: "k",
    kind: "text",
    body: "b",
    stamp: "s",
    place: "p",
  } as const;
  core.write("c", "text", "words", "x", 2);
  core.admit("c", 1, "k", 2);
  core.shown("c", 1, 2);
  const made = [
    ...sent(core.received(log, 2)),
    ...sent(core.sealed("c", "x", 1, "m1.A", 3)),
    ...sent(core.typed("c", 3)),
    ...sent(core.received(entry, 3)),
    ...sent(core.due(400)),
    ...sent(core.received({ t: "ping" }, 400)),
    ...sent(core.received({ ...log, epoch: "f", refill: true }, 401)),
  ];
  expect(made.map((frame) => frame.t)).toEqual(["send", "typing", "seen", "pong", "refill"]);
  for (const frame of made) {
    const allowed = outgoing
      .filter((known) => known.frame.t === frame.t)
      .flatMap((known) => Object.keys(known.frame));
    expect(Object.keys(frame).filter((field) => !allowed.includes(field))).toEqual([]);
  }
});
