// Both clients do the same in the same course of events: what tests/vectors/client.json tells of the Python one.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { EntryKind } from "../protocol";
import { Core, type Effect, type Incoming, type Outgoing } from "./core";

const CHAT = "c1";
const HELLO = { t: "hello_teen", v: 2, token: "t".repeat(43) } as Outgoing;

interface Step {
  do: string;
  after?: number;
  code?: number;
  frame?: Incoming;
  cid?: string;
  kind?: EntryKind;
  first?: boolean;
  only?: number;
  fence?: number;
  kid?: string;
  gives: Record<string, unknown>;
}

interface Course {
  name: string;
  steps: Step[];
}

const courses: Course[] = JSON.parse(
  readFileSync(new URL("../../../tests/vectors/client.json", import.meta.url), "utf8"),
);

/** A value that a frame may leave out, because it is the default. */
const SILENT: readonly unknown[] = [null, undefined, "", 0, false];

function bare(value: object): object {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => !SILENT.includes(one)));
}

class Player {
  readonly core = new Core<{ text: string }>("teen", () => 0.5);
  now = 0;
  #acts: string[] = [];
  #sends: object[] = [];
  #shown: string[] = [];
  readonly #failed = new Set<string>();

  play(step: Step): object {
    this.now += step.after ?? 0;
    this.#acts = [];
    this.#sends = [];
    this.#shown = [];
    this.#run(this.#input(step));
    return this.#given();
  }

  #input({ do: what, code = 0, frame, cid = "", kind = "text", fence = 0, kid = "", ...manner }: Step) {
    const { core, now } = this;
    if (what === "start") return core.start(now);
    if (what === "stop") return core.stop();
    if (what === "opened") return core.opened(HELLO, now);
    if (what === "closed") return core.closed(code, now);
    if (what === "received" && frame) return core.received(frame, now);
    if (what === "admit") return core.admit(CHAT, fence, kid, now);
    if (what === "shown") return core.shown(CHAT, core.follower(CHAT).lastSeq, now);
    if (what === "write") return core.write(CHAT, kind, { text: cid }, cid, now, manner);
    return core.due(now);
  }

  #run(effects: Effect<{ text: string }>[]): void {
    for (const effect of effects) {
      if (effect.do === "open" || effect.do === "close") this.#acts.push(effect.do);
      if (effect.do === "send") this.#sends.push(bare(effect.frame));
      if (effect.do === "entry" && effect.entry.who !== "teen")
        this.#shown.push(`${effect.entry.seq}:${effect.entry.cid}`);
      if (effect.do === "seal") this.#seal(effect.item);
    }
  }

  #seal({ cid, fence }: { cid: string; fence: number }): void {
    this.#run(this.core.sealed(CHAT, cid, fence, `${cid}@${fence}`, this.now));
  }

  #given(): object {
    const follower = this.core.follower(CHAT);
    const { items } = follower.outbox;
    const failed = items.filter((item) => item.state === "failed" && !this.#failed.has(item.cid));
    for (const { cid } of failed) this.#failed.add(cid);
    const { wakeAt } = this.core;
    return {
      ...some("acts", this.#acts),
      ...some("sends", this.#sends),
      ...some("shown", this.#shown),
      ...some(
        "failed",
        failed.map(({ cid }) => cid),
      ),
      link: this.core.link.state,
      wake: wakeAt === null ? null : Math.round(wakeAt - this.now),
      entries: follower.entries.map(({ seq, who, cid }) => `${seq}:${who}:${cid}`),
      waiting: items.filter(({ state }) => state !== "failed").map(({ cid }) => cid),
      cursor: bare(follower.cursor),
    };
  }
}

function some(name: string, values: readonly unknown[]): object {
  return values.length > 0 ? { [name]: values } : {};
}

/** As the file says it, without what may be left out. */
function told(gives: Record<string, unknown>): object {
  const { sends } = gives;
  return { ...gives, ...(Array.isArray(sends) ? { sends: sends.map(bare) } : {}) };
}

describe("the courses of events that both clients know", () => {
  it.each(courses)("$name", ({ steps }) => {
    const player = new Player();
    steps.forEach((step, at) => {
      const { gives, ...input } = step;
      expect({ at, input, gives: player.play(step) }).toEqual({ at, input, gives: told(gives) });
    });
  });
});
