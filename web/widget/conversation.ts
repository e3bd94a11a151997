// One chat from the teen's side: joins core, keys and storage, and says what there is to show.
import { computed, type Signal, signal } from "@preact/signals-core";
import { steady } from "../shared/client/clock";
import { Core, type Effect, type Incoming } from "../shared/client/core";
import { Driver, socketUrl } from "../shared/client/driver";
import { mayWrite } from "../shared/client/senders";
import { newId, type Payload } from "../shared/crypto";
import type { EndChat } from "../shared/http";
import { type Entry, type Holder, type Place, type TeenState, VERSION, type Who } from "../shared/protocol";
import { type Opened, Transcript, type Way } from "../shared/transcript/model";
import { source } from "./lines";
import { type Happening, type Held, save } from "./storage";
import { type Sealable, Vault } from "./vault";

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
  readonly #transcript = new Transcript<Happening>();
  readonly #opened = new Map<string, Opened>();
  readonly #happenings: Happening[];
  readonly #readReceipts: Map<number, number>;
  #opening: Promise<void> = Promise.resolve();
  readonly #away = new Set<Who>();
  #choice = "";
  #ticket: string;
  readonly #chat: string;
  readonly #token: string;

  constructor(
    held: Held,
    private readonly nickname: string,
    private readonly ends: Ends,
  ) {
    this.#chat = held.chat;
    this.#token = held.token;
    this.#ticket = held.ticket;
    this.#happenings = held.happenings ?? [];
    this.#readReceipts = new Map(held.readReceipts);
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
    const log = this.#core.follower(this.#chat);
    return this.#transcript.lines(
      source(log, this.#opened, this.#happenings, this.#way(), this.#readReceipts),
    );
  });

  /** Words that never left, once it is over. */
  readonly unsent = computed(
    () =>
      this.#ended.value &&
      this.lines.value.some((line) => line.kind === "said" && line.delivery === "failed"),
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

  /** Words that failed are tried once more. */
  sayAgain(cid: string): void {
    this.#driver.run(this.#core.again(this.#chat, cid, steady()));
  }

  typed(): void {
    this.#driver.run(this.#core.typed(this.#chat, steady()));
  }

  untyped(): void {
    this.#driver.run(this.#core.untyped(this.#chat));
  }

  consent(yes: boolean): void {
    const fence = this.state.value?.fence ?? 0;
    if (yes)
      for (const earlier of this.#readReceipts.keys())
        this.#readReceipts.set(earlier, Number.MAX_SAFE_INTEGER);
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

  get credentials(): EndChat {
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
    if (next.fence !== before?.fence) this.#keepReadReceipts(next.fence);
    this.state.value = next;
    this.#ticket = next.ticket || this.#ticket;
    if (next.language === this.#choice) this.#choice = "";
    if (next.state === "active") this.#active(next);
    else this.#core.hold(this.#chat);
    this.#notice(before, next);
    this.#changed();
    if (next.state === "closed" || next.state === "wrap_up") this.ends.over(next.end ?? "finished");
  }

  /** A new counsellor's read receipt says nothing of words sealed for an earlier one. */
  #keepReadReceipts(fence: number): void {
    const { entries, seenBy } = this.#core.follower(this.#chat);
    const seen = seenBy.get("counsellor") ?? 0;
    for (const entry of entries)
      if (entry.fence < fence && !this.#readReceipts.has(entry.fence))
        this.#readReceipts.set(entry.fence, seen);
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
    this.#opened.set(entry.cid, payload);
    if (entry.who !== "teen" && (payload.text || payload.card)) this.ends.heard();
    this.#driver.run(this.#core.shown(this.#chat, entry.seq, steady()));
    this.#changed();
  }

  // -- inside --------------------------------------------------------------------------------------------

  #hello() {
    const { token, ticket } = this.credentials;
    return { t: "hello_teen" as const, v: VERSION, token, ticket, ...this.#core.follower(this.#chat).cursor };
  }

  #restore(log: NonNullable<Held["log"]>): void {
    this.#core.follower(this.#chat).restore(log);
    for (const entry of log.entries) this.#entered(entry);
  }

  #way(): Way {
    if (this.#ended.value) return "over";
    if (this.link.value !== "open") return "away";
    return this.state.value?.state === "active" ? "open" : "nobody";
  }

  #write(kind: "text" | "consent", payload: Payload, cid = newId(), only = 0): void {
    this.#opened.set(cid, payload);
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
    const log = this.#core.follower(this.#chat);
    return log.outbox.find(cid) !== undefined || log.entries.some((entry) => entry.cid === cid);
  }

  #knowsHelper(helper: string): boolean {
    return this.#happenings.some((held) => held.code === "supervisor" && held.name === helper);
  }

  #hasEarlierWords(fence: number): boolean {
    const { entries } = this.#core.follower(this.#chat);
    return entries.some((entry) => entry.fence < fence && this.#payload(entry.cid)?.text);
  }

  #answered(fence: number): "yes" | "no" | "" {
    const log = this.#core.follower(this.#chat);
    const fromLog = log.entries.find((entry) => entry.kind === "consent" && entry.fence === fence);
    const pending = log.outbox.items.find((item) => item.kind === "consent" && item.only === fence);
    const payload = fromLog ? this.#payload(fromLog.cid) : pending?.payload;
    return payload?.consent === undefined ? "" : payload.consent ? "yes" : "no";
  }

  #payload(cid: string): Payload | undefined {
    const opened = this.#opened.get(cid);
    return opened === "hidden" ? undefined : opened;
  }

  #happened(code: Happening["code"], who: string): void {
    this.#happenings.push({ after: this.#core.follower(this.#chat).lastSeq, code, name: who });
    this.#changed();
  }

  #changed(): void {
    this.#version.value += 1;
    if (this.#ended.value) return;
    this.#sayLoss();
    const log = this.#core.follower(this.#chat).snapshot();
    const kept = {
      log,
      vault: this.#vault.snapshot(),
      happenings: this.#happenings,
      readReceipts: [...this.#readReceipts],
      leaving: this.leaving.value,
    };
    save({ held: { ...this.credentials, ...kept } });
  }

  /** What nobody held any more after a failure is said where it is missing, once all that is left is here. */
  #sayLoss(): void {
    const { lost, attached, replaying, lastSeq } = this.#core.follower(this.#chat);
    const said = this.#happenings.some((held) => held.code === "gone");
    if (lost && attached && !replaying && !said)
      this.#happenings.push({ after: lastSeq, code: "gone", name: "" });
  }
}

function name(state: TeenState | null, who: string): string {
  return state?.holders?.find((held) => held.who === who)?.name ?? "";
}
