// What the teen asks of the desk, told on each connection until it is heard; an end waits for the words before it.
import { effect, type ReadonlySignal, type Signal, signal } from "@preact/signals-core";
import { steady } from "../shared/client/clock";
import type { LogFollower } from "../shared/client/log-follower";
import type { TeenFrame, TeenState } from "../shared/protocol";

/** So long after the wish to stop, or after coming back with it, words may still be on their way. */
const WORDS_MS = 5_000;

/** Who leaves the page at once gives what is being sealed a moment, which the page has while the next one comes. */
const FLOWN_MS = 200;

/** Resolves when nothing waits to be sealed, the page goes, or a moment has passed; undefined when nothing waits. */
export function flown(changes: ReadonlySignal<unknown>, waits: () => boolean): Promise<void> | undefined {
  if (!waits()) return undefined;
  return new Promise<void>((done) => {
    const stop = effect(() => {
      changes.value;
      if (!waits()) done();
    });
    const end = (): void => {
      stop();
      done();
    };
    setTimeout(end, FLOWN_MS);
    addEventListener("pagehide", end, { once: true });
  });
}

export class Asks {
  /** The teen has stopped; repeated until the server has said so. */
  readonly leaving: Signal<boolean>;
  #language = "";
  /** On this connection, or there is none. */
  #told = true;
  #until = 0;

  constructor(
    leaving: boolean,
    private readonly log: () => Pick<LogFollower<unknown>, "chat" | "outbox" | "held">,
    private readonly send: (frame: TeenFrame) => boolean,
    /** Whether the desk has said where the chat stands. */
    private readonly known: () => boolean,
  ) {
    this.leaving = signal(leaving);
  }

  choose(language: string): void {
    this.#language = language;
    this.#tell();
  }

  /** The desk has this language now. Once somebody is there, what was asked of the queue is over; asked while an offer was
   * open, it is asked again when the teen waits on. */
  chosen({ language, state }: Pick<TeenState, "language" | "state">): void {
    if (state === "active" || language === this.#language) this.#language = "";
    else if (state === "waiting") this.#tell();
  }

  leave(): void {
    this.leaving.value = true;
    this.#wait();
  }

  /** A connection has heard nothing of this yet. */
  linked(open: boolean): void {
    this.#told = !open;
    if (open) this.#wait();
  }

  /** Words may have arrived, or time has passed. */
  look(): void {
    if (!this.leaving.value || this.#told || (this.#speaking() && steady() < this.#until)) return;
    this.#told = this.send({ t: "leave", chat: this.log().chat });
  }

  /** Words are on their way, and somebody is there for them, or may be. */
  #speaking(): boolean {
    const { outbox, held } = this.log();
    return outbox.speaking && !(held && this.known());
  }

  #wait(): void {
    this.#until = steady() + WORDS_MS;
    if (this.leaving.value) setTimeout(() => this.look(), WORDS_MS);
    this.#tell();
  }

  #tell(): void {
    if (this.leaving.value) this.look();
    else if (this.#language)
      this.send({ t: "choose_language", chat: this.log().chat, language: this.#language });
  }
}
