// Asking for a chat: the wish keeps its id until it is answered, and the work a busy desk asks for is done ahead.
import { ApiError } from "../shared/ask";
import { b64u, random } from "../shared/crypto/bytes";
import type { Challenge, Join, Joined } from "../shared/http";
import { lang } from "../shared/i18n";
import type { desk } from "./api";
import { inFrame } from "./host";
import { load } from "./storage";
import { profile } from "./store";

const ID_BYTES = 32;

export class Wishes {
  /** The wish that got no answer yet, and the id drawn for it: asked once more, it is the same chat. */
  #open = { what: "", id: "" };
  #ahead: Promise<string> | null = null;

  constructor(private readonly api: Pick<ReturnType<typeof desk>, "challenge" | "join">) {}

  /** Begins with the work before anybody asks. */
  prepare(): void {
    this.#ahead = this.#prove();
  }

  /** Rejects with the desk's refusal; a proof that was refused is made once more. */
  async grant(): Promise<Joined> {
    const ahead = this.#ahead;
    this.#ahead = null;
    const joined = await this.#ask((await ahead) ?? "", true);
    this.forget();
    return joined;
  }

  /** The next wish is another one. */
  forget(): void {
    this.#open.what = "";
  }

  async #ask(pow: string, again: boolean): Promise<Joined> {
    try {
      return await this.api.join(this.#body(pow));
    } catch (problem) {
      if (!again || !(problem instanceof ApiError) || !problem.code.includes("proof")) throw problem;
      return this.#ask(await this.#prove(), false);
    }
  }

  #body(pow: string): Join {
    const { topic, age } = profile.value;
    const asked: Join = {
      language: lang.value,
      topic,
      age_band: age || "unknown",
      channel: inFrame() ? "embed" : "web",
    };
    const what = JSON.stringify(asked);
    if (what !== this.#open.what) this.#open = { what, id: b64u(random(ID_BYTES)) };
    return { ...asked, id: this.#open.id, pow, pass: load().pass ?? "" };
  }

  /** The `pow` to send; nothing when the desk is calm or the work cannot be done here. */
  async #prove(): Promise<string> {
    const calm: Challenge = { difficulty: 0 };
    const asked = await this.api.challenge(load().pass).catch(() => calm);
    if (asked.difficulty === 0 || !asked.challenge) return "";
    const { challenge } = asked;
    return import("./proof").then(({ prove }) => prove(challenge)).catch(() => "");
  }
}
