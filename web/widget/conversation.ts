// One chat from the teen's side: joins core, keys and storage, and says what there is to show.
import { computed, type ReadonlySignal, signal } from "@preact/signals-core";
import { steady } from "../shared/client/clock";
import { Core, type Effect, type Incoming } from "../shared/client/core";
import { Driver, socketUrl } from "../shared/client/driver";
import { nameOf } from "../shared/client/ordered-entries";
import { mayWrite } from "../shared/client/senders";
import { newId } from "../shared/crypto";
import { UNREADABLE } from "../shared/payloads";
import {
  type Entry,
  type EntryKind,
  type Holder,
  type Position,
  type ReturnCode,
  type TeenState,
  VERSION,
  type Wish,
} from "../shared/protocol";
import { type Opened, Transcript, type Way } from "../shared/transcript/model";
import { Asks, flown } from "./asks";
import { boxKey } from "./box";
import { ChatClock, type LimitSaid, timesOf } from "./chat-clock";
import { hasEarlierWords, isAnswered, lastWords } from "./earlier";
import type { Ends } from "./ends";
import { Happenings } from "./happenings";
import { keepReceipts, source } from "./lines";
import { type Credentials, type Happening, type Held, save } from "./storage";
import { type Sealable, TeenKeys } from "./teen-keys";

export class Conversation {
  readonly state = signal<TeenState | null>(null);
  readonly position = signal<Position | null>(null);
  /** With these words the chat goes on at another device. */
  readonly code = signal<ReturnCode | null>(null);
  readonly link = signal<"connecting" | "open" | "waiting" | "offline">("connecting");
  readonly clock: ChatClock;
  readonly #asks: Asks;
  /** It is over, or goes on elsewhere: nothing leaves from here any more. */
  readonly #ended = signal(false);
  readonly #version = signal(0);
  readonly #core = new Core<Sealable>("teen");
  readonly #driver: Driver<Sealable>;
  #keys: TeenKeys;
  readonly #transcript = new Transcript<Happening>();
  readonly #opened = new Map<string, Opened>();
  readonly #happenings: Happenings;
  readonly #readReceipts: Map<number, number>;
  #opening: Promise<void> = Promise.resolve();
  #unopened = 0;
  /** The key of the box was told on this connection. */
  #boxed = false;
  /** The challenge that this connection waits for; the answer to any other is wrong. */
  #asked: object | null = null;
  #codeUntil = 0;
  #ticket: string;
  #chat: string;
  readonly #token: string;

  /** `held` is what this tab kept of its chat; with a `wish` it has only a token yet. */
  constructor(
    held: Held,
    private readonly nickname: string,
    private readonly ends: Ends,
    private readonly wish?: Wish,
  ) {
    this.#chat = held.chat;
    this.#token = held.token;
    this.#ticket = held.ticket;
    this.#happenings = new Happenings(held.happenings);
    this.#readReceipts = new Map(held.readReceipts);
    this.#asks = new Asks(
      held.leaving ?? false,
      () => this.#core.follower(this.#chat),
      (frame) => this.#driver.send(frame),
      () => this.state.value !== null,
    );
    this.clock = new ChatClock(held.quiet, {
      times: () => this.ends.times?.() ?? timesOf(null),
      now: () => this.#now(),
      send: (frame) => this.#core.follower(this.#chat).attached && this.#driver.send(frame),
      say: (what, minutes) => this.#say(what, minutes),
      over: () => this.ends.quiet?.(),
    });
    this.#keys = new TeenKeys(held.chat, held.vault);
    this.#codeUntil = held.codeUntil ?? 0;
    if (held.log) this.#restore(held.log);
    this.#driver = new Driver<Sealable>({
      url: socketUrl("/ws/teen"),
      core: this.#core,
      hello: async () => this.#hello(),
      seal: (_, item) => this.#keys.seal(item),
      on: (effect) => this.#on(effect),
    });
  }

  readonly lines = computed(() => {
    this.#version.value;
    const log = this.#core.follower(this.#chat);
    return this.#transcript.lines(
      source(log, this.#opened, this.#happenings.all, this.#way(), this.#readReceipts),
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
    const log = this.#core.follower(this.#chat);
    return hasEarlierWords(log, this.#opened, state.fence) && !this.#said(true) && !this.#said(false);
  });

  /** They could read all of them before: the chat got other keys while they were here. */
  get asksAgain(): boolean {
    const [came, fence] = [this.#happenings.came(this.counsellor.value?.occurrence), this.#fence];
    if (!came || came >= fence) return false;
    return !hasEarlierWords(this.#core.follower(this.#chat), this.#opened, came) || this.#said(true, came);
  }

  start(): void {
    this.clock.start();
    this.#driver.start();
  }

  retry(): void {
    this.#driver.retry();
  }

  say(text: string): void {
    this.clock.here();
    this.#write("text", { text });
  }

  /** Words that failed are tried once more. */
  sayAgain(cid: string): void {
    this.#driver.run(this.#core.again(this.#chat, cid, steady()));
  }

  typed(): void {
    this.clock.here();
    this.#driver.run(this.#core.typed(this.#chat, steady()));
  }

  untyped(): void {
    this.#driver.run(this.#core.untyped(this.#chat));
  }

  /** The answer to whether the counsellor who is there may read what was written before. */
  share(yes: boolean): void {
    const fence = this.#fence;
    const counsellor = this.counsellor.value;
    if (!counsellor?.key) return;
    if (yes)
      for (const earlier of this.#readReceipts.keys())
        this.#readReceipts.set(earlier, Number.MAX_SAFE_INTEGER);
    if (yes) this.#handOn(counsellor, fence);
    this.#write("share", { share: { kid: counsellor.key.kid, yes } }, newId(), fence);
    this.#happened(yes ? "handed_on" : "kept_back", counsellor.name);
  }

  chooseLanguage(language: string): void {
    this.#asks.choose(language);
  }

  /** Words for another device, in place of those before. */
  askCode(): void {
    this.code.value = null;
    this.#codeUntil = 0;
    this.#driver.send({ t: "ask_code", chat: this.#chat });
  }

  /** Somebody may still come with it. */
  get codeStands(): boolean {
    return Date.now() < this.#codeUntil;
  }

  get leaving(): ReadonlySignal<boolean> {
    return this.#asks.leaving;
  }

  /** Ends it, after what was written before. */
  leave(): void {
    this.#asks.leave();
    this.#changed();
  }

  /** Goes for good: what is being sealed leaves first, in a moment or never. Nothing more is kept from here on. If
   * it `ends` with that, a line that is up hears of it, too: some browsers and their extensions send no beacon. */
  quit(ends = true): Promise<void> | undefined {
    this.#ended.value = true;
    const last = flown(this.#version, () => this.#core.follower(this.#chat).unflown);
    const go = () => {
      if (ends && this.state.value) this.#driver.send({ t: "leave", chat: this.#chat });
      this.destroy();
    };
    if (!last) go();
    return last?.then(go);
  }

  /** Stops at once, keeps nothing more, and forgets the keys; what was read stays until the page goes. */
  destroy(): void {
    this.#ended.value = true;
    this.clock.stop();
    this.#driver.stop();
    void this.#opening.then(() => this.#keys.destroy());
  }

  get credentials(): Credentials {
    return { chat: this.#chat, token: this.#token, ticket: this.#ticket };
  }

  // -- what comes in -------------------------------------------------------------------------------------

  #on(effect: Effect<Sealable>): void {
    if (effect.do === "link") this.#linked();
    else if (effect.do === "entry") this.#entered(effect.entry, true);
    else if (effect.do === "chat") this.#changed();
    else if (effect.do === "frame") this.#frame(effect.frame);
  }

  #linked(): void {
    const { state, reason } = this.#core.link;
    const failed = state === "waiting" || this.link.value === "offline";
    // some browsers call themselves offline while they are not: it explains what failed, and keeps nothing back
    const offline = failed && navigator.onLine === false;
    const away = offline ? "offline" : state === "waiting" ? "waiting" : "connecting";
    this.link.value = state === "open" ? "open" : away;
    if (state !== "open") [this.#boxed, this.#asked] = [false, null];
    this.#asks.linked(state === "open");
    if (state === "final" && reason) this.#cut(reason);
    this.#changed();
  }

  /** A frame has told of the end before, unless it was lost on its way. */
  #cut(reason: string): void {
    if (reason === "wish_denied" || this.state.value?.end) return;
    if (reason === "chat_ended") this.ends.over("lost");
    else this.ends.cut(reason);
  }

  #frame(frame: Incoming): void {
    if (frame.t === "teen_state") this.#moved(frame);
    else if (frame.t === "position") this.position.value = frame;
    else if (frame.t === "return_code") this.#given(frame);
    else if (frame.t === "joined") this.#joined(frame.chat, frame.pass);
    else if (frame.t === "work_needed") this.#work(frame.challenge);
    else if (frame.t === "wish_refused") this.ends.refused?.(frame);
    else if (frame.t === "presence" && frame.online) this.clock.tellAnew();
  }

  #given(code: ReturnCode): void {
    this.code.value = code;
    this.#codeUntil = Date.now() + code.left_ms;
    this.#changed();
  }

  #joined(chat: string, pass: string): void {
    if (this.#chat === chat) return;
    this.#chat = chat;
    this.#keys = new TeenKeys(chat);
    this.ends.joined?.(pass);
  }

  #work(challenge: Readonly<Record<string, unknown>>): void {
    this.#asked = challenge;
    this.ends.work?.(challenge).then(
      (answer) => this.#asked === challenge && this.#driver.send({ t: "work", answer }),
      () => undefined,
    );
  }

  #moved(next: TeenState): void {
    if (next.state !== "closed" && next.state !== "wrap_up") this.#box();
    const before = this.state.value;
    const risen = next.fence !== before?.fence;
    // a place is told anew in each queue, and the one before is none there
    if (next.state === "active" || next.language !== (before ?? next).language) this.position.value = null;
    if (risen) keepReceipts(this.#readReceipts, next.fence, this.#core.follower(this.#chat));
    this.state.value = next;
    this.#ticket = next.ticket || this.#ticket;
    this.#asks.chosen(next);
    if (next.state === "active") this.#active(next);
    else this.#core.hold(this.#chat);
    this.#happenings.moved(next, this.#core.follower(this.#chat));
    if (next.state === "active") this.clock.talked(next.talked_s ?? 0);
    if (risen) this.clock.tellAnew();
    this.#changed();
    if (next.state === "closed" || next.state === "wrap_up") this.ends.over(next.end ?? "finished");
  }

  /** What a reload needs is told on each connection: the server may have lost it. */
  #box(): void {
    if (this.#boxed || this.#ended.value) return;
    this.#boxed = true;
    this.#driver.send({ t: "box_key", chat: this.#chat, ...boxKey() });
  }

  /** Nothing is sealed for a fence that nobody was shown to hold, nor for one below the newest. */
  #active(state: TeenState): void {
    const holder = state.holders?.find((one) => one.who === "counsellor");
    const kid = this.#keys.holding(state.fence, holder?.key?.kid);
    if (!kid || this.#keys.isOver(state.fence)) {
      this.#core.hold(this.#chat);
      return;
    }
    const named = `name-${state.fence}`;
    // Whom another counsellor than the first of this fence asked in is given nothing.
    if (holder?.key?.kid === kid) for (const one of state.holders ?? []) this.#grant(one, state.fence);
    if (this.nickname && !this.#knows(named)) this.#write("text", { name: this.nickname }, named);
    this.#driver.run(this.#core.admit(this.#chat, state.fence, kid, steady()));
  }

  /** `fresh`: this tab had not read it before its page was loaded. */
  #entered(entry: Entry, fresh: boolean): void {
    this.#happenings.entered(entry);
    this.#unopened += 1;
    this.#opening = this.#opening.then(() => this.#open(entry, fresh));
  }

  async #open(entry: Entry, fresh: boolean): Promise<void> {
    const words = (entry.kind === "text" || entry.kind === "note") && mayWrite(entry);
    const payload = words ? await this.#keys.open(entry).catch(() => UNREADABLE) : {};
    this.#opened.set(nameOf(entry), payload);
    if (fresh && entry.who !== "teen" && (payload.text || payload.card)) this.ends.heard();
    this.#driver.run(this.#core.shown(this.#chat, entry.seq, steady()));
    this.#unopened -= 1;
    // a long chat that comes back is drawn once, not at each of its words
    if (this.#unopened === 0) this.#changed();
  }

  // -- inside --------------------------------------------------------------------------------------------

  #hello() {
    const { token, ticket } = this.credentials;
    const first = { t: "hello_teen" as const, v: VERSION, token };
    if (!ticket && this.wish) return { ...first, wish: this.wish };
    return { ...first, ticket, ...this.#core.follower(this.#chat).cursor };
  }

  #restore(log: NonNullable<Held["log"]>): void {
    this.#core.follower(this.#chat).restore(log);
    for (const entry of log.entries) this.#entered(entry, false);
  }

  #way(): Way {
    if (this.#ended.value) return "over";
    if (this.link.value !== "open") return "away";
    return this.state.value?.state === "active" ? "open" : "nobody";
  }

  #write(kind: EntryKind, payload: Sealable, cid = newId(), only = 0): void {
    this.#opened.set(nameOf({ who: "teen", cid }), payload);
    this.#driver.run(this.#core.write(this.#chat, kind, payload, cid, steady(), { only }));
  }

  #grant(holder: Holder, fence: number): void {
    const payload = this.#keys.grantFor(holder, fence);
    if (!payload) return;
    const manner = { first: true, only: this.state.value?.fence ?? fence };
    this.#driver.run(this.#core.write(this.#chat, "grant", payload, newId(), steady(), manner));
  }

  #handOn(holder: Holder, fence: number): void {
    if (holder.who === "counsellor")
      for (const earlier of this.#keys.earlier(fence)) this.#grant(holder, earlier);
  }

  get #fence(): number {
    return this.state.value?.fence ?? 0;
  }

  /** What was answered to who holds this fence. */
  #said(yes: boolean, fence = this.#fence): boolean {
    return isAnswered(this.#core.follower(this.#chat), this.#keys.holding(fence), yes);
  }

  #holder(who: string): Holder | undefined {
    return this.state.value?.holders?.find((held) => held.who === who);
  }

  #knows(cid: string): boolean {
    const log = this.#core.follower(this.#chat);
    return log.outbox.find(cid) !== undefined || log.entries.some((entry) => entry.cid === cid);
  }

  /** It is the teen's turn unless the newest words, read or on their way, are theirs. */
  #now() {
    const { entries, outbox } = this.#core.follower(this.#chat);
    const active = this.state.value?.state === "active" && !this.#ended.value;
    const turn = !outbox.speaking && lastWords(entries)?.who !== "teen";
    const talking = active && this.link.value === "open" && this.counsellorOnline.value;
    return { chat: this.#chat, active, talking, turn };
  }

  #say(what: LimitSaid, minutes: number): void {
    if (this.#happenings.has(what)) return;
    this.#happenings.add(what, "", this.#core.follower(this.#chat), minutes);
    this.#changed();
  }

  #happened(code: Happening["code"], who: string): void {
    this.#happenings.add(code, who, this.#core.follower(this.#chat));
    this.#changed();
  }

  #changed(): void {
    this.#version.value += 1;
    this.#asks.look();
    if (this.#ended.value || !this.#ticket) return;
    this.#sayLoss();
    const log = this.#core.follower(this.#chat).snapshot();
    const kept = {
      log,
      vault: this.#keys.snapshot(),
      happenings: this.#happenings.all,
      readReceipts: [...this.#readReceipts],
      leaving: this.leaving.value,
      quiet: this.clock.kept,
      codeUntil: this.#codeUntil,
    };
    save({ held: { ...this.credentials, ...kept } });
  }

  /** What nobody held any more after a failure is said where it is missing, once all that is left is here. */
  #sayLoss(): void {
    const log = this.#core.follower(this.#chat);
    const told = log.lost && log.attached && !log.replaying;
    if (told && !this.#happenings.has("gone")) this.#happenings.add("gone", "", log);
  }
}
