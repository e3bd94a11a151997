// What a page keeps on its disk for a reload: sealed under a key that the server alone keeps, and only while it may.
import { type Bytes, b64u, fromB64u, fromUtf8, join, random, utf8 } from "./crypto/bytes";
import { pad, unpad } from "./crypto/padding";
import { Spaced } from "./spaced";

const HANDLE_BYTES = 16;
export const HANDLE_CHARS = Math.ceil((HANDLE_BYTES * 4) / 3);
const KEY_BYTES = 32;
const IV_BYTES = 12;
/** The size tells no more of what is kept than this. */
const STEP = 16 * 1024;
/** It is sealed again at most this often, whatever is typed; what is long less often, for it costs more. */
const EVERY_MS = 100;
const CHARS_A_MS = 200;

/** What the server keeps, and gives back by the handle. */
export interface BoxKey {
  handle: string;
  key: string;
}

export const drawKey = (): BoxKey => ({ handle: b64u(random(HANDLE_BYTES)), key: b64u(random(KEY_BYTES)) });

async function cipher(handle: string, iv: Bytes): Promise<AesGcmParams> {
  const name = new Uint8Array(await crypto.subtle.digest("SHA-256", utf8(handle)));
  return { name: "AES-GCM", iv, additionalData: utf8(`hearline/box/1|${b64u(name)}`) };
}

const imported = ({ key }: BoxKey): Promise<CryptoKey> =>
  crypto.subtle.importKey("raw", fromB64u(key), "AES-GCM", false, ["encrypt", "decrypt"]);

/** As it lies on the disk: the handle, then iv and box. */
export async function sealBox(key: BoxKey, kept: unknown): Promise<string> {
  const iv = random(IV_BYTES);
  const padded = pad(utf8(JSON.stringify(kept)), STEP);
  const sealed = await crypto.subtle.encrypt(await cipher(key.handle, iv), await imported(key), padded);
  return key.handle + b64u(join(iv, new Uint8Array(sealed)));
}

/** Rejects for what another key sealed. */
export async function openBox<T>(key: BoxKey, text: string): Promise<T> {
  const bytes = fromB64u(text.slice(HANDLE_CHARS));
  const how = await cipher(key.handle, bytes.slice(0, IV_BYTES));
  const opened = await crypto.subtle.decrypt(how, await imported(key), bytes.slice(IV_BYTES));
  return JSON.parse(fromUtf8(unpad(new Uint8Array(opened)))) as T;
}

/** Seals what there is soon after it was asked, and at once when the page may be about to go. */
export class Box {
  readonly #soon = new Spaced(() => void this.seal(), EVERY_MS);
  #running: Promise<void> | null = null;
  #again = false;

  constructor(
    readonly key: BoxKey,
    private readonly kept: () => unknown,
    /** Given this box too: it may have been sealing while another took its place. */
    private readonly write: (by: Box, text: string) => void,
  ) {
    addEventListener("beforeunload", () => this.#soon.flush());
    addEventListener("pagehide", () => this.#soon.flush());
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") this.#soon.flush();
    });
  }

  ask(): void {
    this.#soon.ask();
  }

  /** Resolves when what there is now is written, or the browser refused it: a reload then finds less. One at a time, so
   * that an older state never follows a newer one. */
  seal(): Promise<void> {
    this.#again = true;
    this.#running ??= this.#run();
    return this.#running;
  }

  async #run(): Promise<void> {
    while (this.#again) {
      this.#again = false;
      await sealBox(this.key, this.kept())
        .then((text) => {
          this.#soon.everyMs = Math.max(EVERY_MS, text.length / CHARS_A_MS);
          this.write(this, text);
        })
        .catch(() => undefined);
    }
    this.#running = null;
  }
}
