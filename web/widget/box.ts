// The chat of this tab on its disk: sealed under a key that the server alone keeps, and only while the chat runs.
import { type Bytes, b64u, fromB64u, fromUtf8, join, random, utf8 } from "../shared/crypto/bytes";
import { pad, unpad } from "../shared/crypto/padding";
import { Spaced } from "../shared/spaced";
import {
  boxed,
  HANDLE_CHARS,
  type Keeper,
  keepWith,
  keptWith,
  load,
  type Saved,
  save,
  writeBox,
} from "./storage";

const HANDLE_BYTES = 16;
const KEY_BYTES = 32;
const IV_BYTES = 12;
/** The size tells no more of a chat than this. */
const STEP = 16 * 1024;
/** A long chat is sealed again at most this often, whatever is typed. */
const EVERY_MS = 100;

/** What the server keeps, and gives back by the handle. */
export interface BoxKey {
  handle: string;
  key: string;
}

async function cipher(handle: string, iv: Bytes): Promise<AesGcmParams> {
  const name = new Uint8Array(await crypto.subtle.digest("SHA-256", utf8(handle)));
  return { name: "AES-GCM", iv, additionalData: utf8(`hearline/box/1|${b64u(name)}`) };
}

const imported = ({ key }: BoxKey): Promise<CryptoKey> =>
  crypto.subtle.importKey("raw", fromB64u(key), "AES-GCM", false, ["encrypt", "decrypt"]);

/** As it lies on the disk: the handle, then iv and box. */
export async function sealBox(key: BoxKey, kept: Saved): Promise<string> {
  const iv = random(IV_BYTES);
  const padded = pad(utf8(JSON.stringify(kept)), STEP);
  const sealed = await crypto.subtle.encrypt(await cipher(key.handle, iv), await imported(key), padded);
  return key.handle + b64u(join(iv, new Uint8Array(sealed)));
}

/** Rejects for what another key sealed. */
export async function openBox(key: BoxKey, text: string): Promise<Saved> {
  const bytes = fromB64u(text.slice(HANDLE_CHARS));
  const how = await cipher(key.handle, bytes.slice(0, IV_BYTES));
  const opened = await crypto.subtle.decrypt(how, await imported(key), bytes.slice(IV_BYTES));
  return JSON.parse(fromUtf8(unpad(new Uint8Array(opened)))) as Saved;
}

class Box implements Keeper {
  readonly #soon = new Spaced(() => void this.#seal(), EVERY_MS);
  #sealing = false;
  #again = false;

  constructor(readonly key: BoxKey) {
    addEventListener("beforeunload", () => this.#soon.flush());
    addEventListener("pagehide", () => this.#soon.flush());
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") this.#soon.flush();
    });
  }

  ask(): void {
    this.#soon.ask();
  }

  /** One at a time, so that an older state is never written over a newer one. */
  async #seal(): Promise<void> {
    this.#again = this.#sealing;
    if (this.#sealing) return;
    this.#sealing = true;
    const { lang: _, ...kept } = load();
    await sealBox(this.key, kept).then(
      (text) => writeBox(this, text),
      () => undefined,
    );
    this.#sealing = false;
    if (this.#again) await this.#seal();
  }
}

/** The key of the box that is kept from now on, for the server: a chat has one. */
export function boxKey(): BoxKey {
  const held = keptWith();
  if (held instanceof Box) return held.key;
  const made = new Box({ handle: b64u(random(HANDLE_BYTES)), key: b64u(random(KEY_BYTES)) });
  keepWith(made);
  return made.key;
}

/** After a reload: what the box holds, once `ask` has given its key. Rejects when it is gone, or nobody was reached. */
export async function reopen(ask: (handle: string) => Promise<{ key: string }>): Promise<Saved> {
  const text = boxed();
  const handle = text.slice(0, HANDLE_CHARS);
  const key = { handle, ...(await ask(handle)) };
  const kept = await openBox(key, text);
  if (boxed() === text) {
    keepWith(new Box(key));
    save(kept);
  }
  return kept;
}
