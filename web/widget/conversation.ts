// One chat from the teen's side: joins core, keys and storage, and says what there is to show.
import { computed, type Signal, signal } from "@preact/signals-core";
import { steady } from "../shared/client/clock";
import { Core, type Effect, type Incoming } from "../shared/client/core";
import { Driver, socketUrl } from "../shared/client/driver";
import { mayWrite } from "../shared/client/senders";
import { newId, type Payload } from "../shared/crypto";
import { type Entry, type Holder, type Place, type TeenState, VERSION, type Who } from "../shared/protocol";
import type { Credentials } from "./api";
import { lines, type Way } from "./lines";
import { type Happening, type Held, type Sealable, save } from "./storage";
import { Vault } from "./vault";

export interface Ends {
  /** The chat is over. */
  over(reason: string): void;
  /** It cannot go on from here. */
  cut(reason: string): void;
  /** Somebody wrote. */
  heard(): void;
}

export class Conversation {
  readonly state = signal<TeenState | null>(null);
  readonly place = signal<Place | null>(null);
  readonly link = signal<"connecting" | "open" | "waiting" | "offline">("connecting");
  /** The teen has stopped; repeated until the server has said so. */
  readonly leaving: Signal<boolean>;
  /** It is over, or goes on elsewhere: nothing leaves from here any more. */
  readonly #ended = signal(false);
  readonly #version = signal(0);
  readonly #core = new Core<Sealable>("teen");
  readonly #driver: Driver<Sealable>;
  readonly #vault: Vault;
  readonly #words = new Map<string, Payload>();
  readonly #happenings: Happening[];
  readonly #marks: Map<number, number>;
  #opening: Promise<void> = Promise.resolve();
  readonly #away = new Set<Who>();
  #choice = "";
  #ticket: string;
  readonly #chat: string;
  readonly #token: string;

  constructor(
    held: Pick<Held, "chat" | "token" | "ticket"> & Partial<Held>,
    private readonly nickname: string,
    private readonly ends: Ends,
  ) {
    this.#chat = held.chat;
    this.#token = held.token;
    this.#ticket = held.ticket;
    this.#happenings = held.happenings ?? [];
    this.#marks = new Map(held.marks);
    this.leaving = signal(held.leaving ?? false);
    this.#vault = new Vault(held.chat, held.vault);
    if (held.log) this.#restore(held.log);
    this.#driver = new Driver<Sealable>({
      url: socketUrl("/ws/teen"),
      core: this.#core,
      hello: async () => this.#hello(),
      seal: (_, item) => this.#vault.seal(item),
      on: (effect) => this.#on(effect),
    });
  }

  readonly lines = computed(() => {
    this.#version.value;
    return lines(this.#core.log(this.#chat), this.#words, this.#happenings, this.#way(), this.#marks);
  });

  /** Words that never left, once it is over. */
  readonly unsent = computed(
    () =>
      this.#ended.value && this.lines.value.some((line) => line.kind === "words" && line.mark === "failed"),
  );

  /** The counsellor writes at this moment. */
  readonly typing = computed(() => {
    this.#version.value;
    return this.#core.otherTypes(this.#chat);
  });

  readonly counsellor = computed(() => this.#holder("counsellor"));
  readonly supervisor = computed(() => this.#holder("supervisor"));
  readonly counsellorOnline = computed(() => {
    this.#version.value;
    return this.#core.peers(this.#chat).get("counsellor") ?? this.counsellor.value?.key != null;
  });

  /** Earlier words exist that this counsellor cannot read, and nothing was answered yet. */
  readonly asksConsent = computed(() => {
    this.#version.value;
    const state = this.state.value;
    if (state?.state !== "active" || !this.counsellor.value) return false;
    return this.#hasEarlierWords(state.fence) && !this.#answered(state.fence);
  });

  start(): void {
    this.#driver.start();
  }

  retry(): void {
    this.#driver.retry();
  }

  say(text: string): void {
    this.#write("text", { text });
  }

  typed(): void {
    this.#driver.run(this.#core.typed(this.#chat, steady()));
  }

  untyped(): void {
    this.#driver.run(this.#core.untyped(this.#chat));
  }

  consent(yes: boolean): void {
    const fence = this.state.value?.fence ?? 0;
    if (yes) for (const earlier of this.#marks.keys()) this.#marks.set(earlier, Number.MAX_SAFE_INTEGER);
    if (yes) for (const holder of this.state.value?.holders ?? []) this.#handOn(holder, fence);
    this.#write("consent", { consent: yes }, newId(), fence);
    this.#happened(yes ? "handed_on" : "kept_back", this.counsellor.value?.name ?? "");
  }

  /** Repeated after a reconnect until the server has said so. */
  chooseLanguage(language: string): void {
    this.#choice = language;
    this.#ask();
  }

  /** Ends it. */
  leave(): void {
    this.leaving.value = true;
    this.#changed();
    this.#ask();
  }

  /** Stops at once, keeps nothing more, and forgets the keys; what was read stays until the page goes. */
  destroy(): void {
    this.#ended.value = true;
    this.#driver.stop();
    void this.#opening.then(() => this.#vault.destroy());
  }

  get credentials(): Credentials {
    return { chat: this.#chat, token: this.#token, ticket: this.#ticket };
  }

  // -- what comes in -------------------------------------------------------------------------------------

  #on(effect: Effect<Sealable>): void {
    if (effect.do === "link") this.#linked();
    else if (effect.do === "entry") this.#entered(effect.entry);
    else if (effect.do === "chat") this.#changed();
    else if (effect.do === "frame") this.#frame(effect.frame);
  }

  #linked(): void {
    const { state, reason } = this.#core.link;
    const away = navigator.onLine === false ? "offline" : state === "waiting" ? "waiting" : "connecting";
    this.link.value = state === "open" ? "open" : away;
    if (state === "open") this.#ask();
    if (state === "final" && reason && reason !== "ended") this.ends.cut(reason);
    this.#changed();
  }

  #ask(): void {
    const chat = this.#chat;
    const language = this.#choice;
    if (this.leaving.value) this.#driver.send({ t: "leave", chat });
    else if (language) this.#driver.send({ t: "choose_language", chat, language });
  }

  #frame(frame: Incoming): void {
    if (frame.t === "teen_state") this.#moved(frame);
    else if (frame.t === "place") this.place.value = frame;
    else if (frame.t === "presence") this.#presence(frame.who, frame.online);
  }

  #moved(next: TeenState): void {
    const before = this.state.value;
    if (next.fence !== before?.fence) this.#keepMarks(next.fence);
    this.state.value = next;
    this.#ticket = next.ticket || this.#ticket;
    if (next.language === this.#choice) this.#choice = "";
    if (next.state === "active") this.#active(next);
    else this.#core.hold(this.#chat);
    this.#notice(before, next);
    this.#changed();
    if (next.state === "closed" || next.state === "wrap_up") this.ends.over(next.end ?? "finished");
  }

  /** A new counsellor's cursor says nothing of words sealed for an earlier one. */
  #keepMarks(fence: number): void {
    const { entries, seenBy } = this.#core.log(this.#chat);
    const seen = seenBy.get("counsellor") ?? 0;
    for (const entry of entries)
      if (entry.fence < fence && !this.#marks.has(entry.fence)) this.#marks.set(entry.fence, seen);
  }

  #active(state: TeenState): void {
    const greeted = `name-${state.fence}`;
    for (const holder of state.holders ?? []) this.#grant(holder, state.fence);
    if (this.nickname && !this.#knows(greeted)) this.#write("text", { name: this.nickname }, greeted);
    this.#driver.run(this.#core.admit(this.#chat, state.fence, steady()));
  }

  #presence(who: Who, online: boolean): void {
    if (!online) this.#away.add(who);
    else if (this.#away.delete(who)) this.#cameBack(who);
  }

  /** A console that was away may have lost its keys. */
  #cameBack(who: Who): void {
    const state = this.state.value;
    if (state?.state !== "active") return;
    for (const holder of (state.holders ?? []).filter((held) => held.who === who)) {
      const answered = this.#answered(state.fence) === "yes";
      this.#vault.forgetGrants(holder);
      this.#grant(holder, state.fence);
      if (answered) this.#handOn(holder, state.fence);
    }
  }

  #notice(before: TeenState | null, next: TeenState): void {
    const now = name(next, "counsellor");
    const last = this.#happenings.findLast((held) => held.code === "joined" || held.code === "changed")?.name;
    const supervisor = name(next, "supervisor");
    if (next.state === "active" && now && now !== last) this.#happened(last ? "changed" : "joined", now);
    if (supervisor && supervisor !== name(before, "supervisor") && !this.#knowsHelper(supervisor))
      this.#happened("supervisor", supervisor);
    if (next.requeued && !before?.requeued)
      this.#happened(next.requeued === "lost" ? "lost" : "passed_on", last ?? "");
  }

  #entered(entry: Entry): void {
    this.#opening = this.#opening.then(() => this.#open(entry));
  }

  async #open(entry: Entry): Promise<void> {
    const words = entry.kind !== "grant" && mayWrite(entry);
    const payload = words ? await this.#vault.open(entry).catch((): Payload => ({ text: "" })) : {};
    this.#words.set(entry.cid, payload);
    if (entry.who !== "teen" && (payload.text || payload.card)) this.ends.heard();
    this.#driver.run(this.#core.shown(this.#chat, entry.seq, steady()));
    this.#changed();
  }

  // -- inside --------------------------------------------------------------------------------------------

  #hello() {
    const { token, ticket } = this.credentials;
    return { t: "hello_teen" as const, v: VERSION, token, ticket, ...this.#core.log(this.#chat).cursor };
  }

  #restore(log: Held["log"]): void {
    this.#core.log(this.#chat).restore(log);
    for (const entry of log.entries) this.#entered(entry);
  }

  #way(): Way {
    if (this.#ended.value) return "over";
    if (this.link.value !== "open") return "away";
    return this.state.value?.state === "active" ? "open" : "nobody";
  }

  #write(kind: "text" | "consent", payload: Payload, cid = newId(), only = 0): void {
    this.#words.set(cid, payload);
    this.#driver.run(this.#core.write(this.#chat, kind, payload, cid, steady(), { only }));
  }

  #grant(holder: Holder, fence: number): void {
    const payload = this.#vault.grantFor(holder, fence);
    if (!payload) return;
    const manner = { first: true, only: this.state.value?.fence ?? fence };
    this.#driver.run(this.#core.write(this.#chat, "grant", payload, newId(), steady(), manner));
  }

  #handOn(holder: Holder, fence: number): void {
    if (holder.who === "counsellor")
      for (const earlier of this.#vault.earlier(fence)) this.#grant(holder, earlier);
  }

  #holder(who: string): Holder | undefined {
    return this.state.value?.holders?.find((held) => held.who === who);
  }

  #knows(cid: string): boolean {
    const log = this.#core.log(this.#chat);
    return log.outbox.find(cid) !== undefined || log.entries.some((entry) => entry.cid === cid);
  }

  #knowsHelper(helper: string): boolean {
    return this.#happenings.some((held) => held.code === "supervisor" && held.name === helper);
  }

  #hasEarlierWords(fence: number): boolean {
    const { entries } = this.#core.log(this.#chat);
    return entries.some((entry) => entry.fence < fence && this.#words.get(entry.cid)?.text);
  }

  #answered(fence: number): "yes" | "no" | "" {
    const log = this.#core.log(this.#chat);
    const fromLog = log.entries.find(
      (entry) => entry.kind === "consent" && mayWrite(entry) && entry.fence === fence,
    );
    const pending = log.outbox.items.find((item) => item.kind === "consent" && item.only === fence);
    const payload = fromLog ? this.#words.get(fromLog.cid) : pending?.payload;
    return payload?.consent === undefined ? "" : payload.consent ? "yes" : "no";
  }

  #happened(code: Happening["code"], who: string): void {
    this.#happenings.push({ after: this.#core.log(this.#chat).lastSeq, code, name: who });
    this.#changed();
  }

  #changed(): void {
    this.#version.value += 1;
    if (this.#ended.value) return;
    this.#sayLoss();
    const log = this.#core.log(this.#chat).snapshot();
    const kept = {
      log,
      vault: this.#vault.snapshot(),
      happenings: this.#happenings,
      marks: [...this.#marks],
      leaving: this.leaving.value,
    };
    save({ held: { ...this.credentials, ...kept } });
  }

  /** What nobody held any more after a failure is said where it is missing, once all that is left is here. */
  #sayLoss(): void {
    const { lost, attached, replaying, lastSeq } = this.#core.log(this.#chat);
    const said = this.#happenings.some((held) => held.code === "gone");
    if (lost && attached && !replaying && !said)
      this.#happenings.push({ after: lastSeq, code: "gone", name: "" });
  }
}

function name(state: TeenState | null, who: string): string {
  return state?.holders?.find((held) => held.who === who)?.name ?? "";
}
