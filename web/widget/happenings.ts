// What stands between messages: who came and who went, each once and in its place; what was handed on or lost. Pure.
import { cleanName } from "../shared/clean-text";
import type { Coming, Entry, TeenState } from "../shared/protocol";
import type { Happening } from "./storage";

/** The entries of the log in order, as far as they are here. */
interface Log {
  readonly entries: readonly Entry[];
  readonly lastSeq: number;
}

const GONE = { left: "left", lost: "lost", handed_on: "passed_on" } as const;

/** A counsellor's fence begins with their coming and ends with their going, whenever this page hears of it. */
function bound({ who, what, fence }: Coming): number {
  if (what !== "came") return fence + 1;
  return who === "counsellor" ? fence : 0;
}

const endOf = (log: Log, before: number): number =>
  log.entries.reduce((end, { fence, seq }) => (fence < before ? Math.max(end, seq) : end), 0);

export class Happenings {
  constructor(readonly all: Happening[] = []) {}

  /** Draws what is not drawn yet of those who came and went. */
  moved(state: TeenState, log: Log): void {
    for (const coming of state.comings ?? []) this.#came(coming, log);
    this.#stayed(state, log);
  }

  /** What this page did, or what happened to its log. */
  add(code: Happening["code"], name: string, log: Log, minutes?: number): void {
    this.all.push({ after: log.lastSeq, code, name, ...(minutes && { minutes }) });
  }

  /** An entry that came late stands before the going of who wrote it. */
  entered({ fence, seq }: Entry): void {
    for (const one of this.all) if (one.before && fence < one.before && seq > one.after) one.after = seq;
  }

  has(code: Happening["code"]): boolean {
    return this.all.some((one) => one.code === code);
  }

  /** With which fence a counsellor's stay began; 0 of who came as a supervisor, or never. */
  came(occurrence: string | undefined): number {
    return this.all.find(({ id }) => id === `${occurrence}.came`)?.before ?? 0;
  }

  #came(coming: Coming, log: Log): void {
    const before = bound(coming);
    const name = cleanName(coming.name);
    const after = before ? endOf(log, before) : log.lastSeq;
    this.#draw(`${coming.occurrence}.${coming.what}`, { after, before, code: this.#codeOf(coming), name });
  }

  /** A supervisor who keeps the chat of a lost counsellor came before, as a supervisor. */
  #stayed(state: TeenState, log: Log): void {
    const holder = state.holders?.find(({ who }) => who === "counsellor");
    const stay = this.all.find(({ id }) => holder && id === `${holder.occurrence}.came`);
    if (!holder || stay?.code !== "supervisor") return;
    const line = { after: endOf(log, state.fence), before: state.fence, code: "changed" } as const;
    this.#draw(`${holder.occurrence}.stayed`, { ...line, name: cleanName(holder.name) });
  }

  #codeOf({ who, what }: Coming): Happening["code"] {
    if (who === "supervisor" && what !== "lost") return what === "came" ? "supervisor" : "supervisor_left";
    if (what !== "came") return GONE[what];
    return this.has("joined") ? "changed" : "joined";
  }

  #draw(id: string, line: Happening): void {
    if (!this.all.some((one) => one.id === id)) this.all.push({ ...line, id });
  }
}
