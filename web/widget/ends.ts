// What a conversation tells the page around it.
import type { WishRefused } from "../shared/protocol";
import type { ChatTimes } from "./chat-clock";

export interface Ends {
  /** The chat is over. */
  over(reason: string): void;
  /** It cannot go on from here. */
  cut(reason: string): void;
  /** Somebody wrote. */
  heard(): void;
  /** The wish was granted; the pass belongs to this tab. */
  joined?(pass: string): void;
  refused?(why: WishRefused): void;
  times?(): ChatTimes;
  /** They were asked whether they are there, and did not answer. */
  quiet?(): void;
  /** A busy desk asks for work first: the answer to its challenge. */
  work?(challenge: Readonly<Record<string, unknown>>): Promise<string>;
}
