// A console's key pairs, one for each fence it takes: the private half cannot be read out, only used; gone at sign-out.
import { type Bytes, b64u, join, utf8 } from "./bytes";

export interface ConsoleKeys {
  kid: string;
  public: string;
  pair: CryptoKeyPair;
}

const DATABASE = "hearline-keys-2";
const STORE = "pairs";

function request<T>(wanted: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    wanted.onsuccess = () => resolve(wanted.result);
    wanted.onerror = () => reject(wanted.error);
  });
}

async function database(): Promise<IDBDatabase> {
  const opening = indexedDB.open(DATABASE, 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
  return request(opening);
}

async function inStore<T>(
  mode: IDBTransactionMode,
  act: (store: IDBObjectStore) => IDBRequest<T>,
): Promise<T> {
  const open = await database();
  try {
    return await request(act(open.transaction(STORE, mode).objectStore(STORE)));
  } finally {
    open.close();
  }
}

/** A pair for one fence. */
export async function makeConsoleKeys(): Promise<ConsoleKeys> {
  const pair = await crypto.subtle.generateKey({ name: "ECDH", namedCurve: "P-256" }, false, ["deriveBits"]);
  const raw = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
  return { kid: await kidOf(raw), public: b64u(raw), pair };
}

/** The name of a public key, by which entries and grants call it. */
export async function kidOf(point: Bytes): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", join(utf8("hearline/kid/1|"), point));
  return b64u(new Uint8Array(digest).slice(0, 16));
}

/** The pair that this sign-in has for a chat, if this browser still holds it. */
export function heldKeys(login: string, chat: string): Promise<ConsoleKeys | undefined> {
  return inStore<ConsoleKeys | undefined>("readonly", (store) => store.get(`${login}|${chat}`));
}

/** A fresh pair for the fence that this sign-in is about to take. */
export async function freshKeys(login: string, chat: string): Promise<ConsoleKeys> {
  const made = await makeConsoleKeys();
  await inStore("readwrite", (store) => store.put(made, `${login}|${chat}`));
  return made;
}

/** The pair with which this sign-in seals what only itself shall read again. */
export async function ownKeys(login: string): Promise<ConsoleKeys> {
  return (await heldKeys(login, "")) ?? freshKeys(login, "");
}

export async function forgetKeys(login: string, chat: string): Promise<void> {
  await inStore("readwrite", (store) => store.delete(`${login}|${chat}`));
}

/** Forgets every pair this browser holds, and that it ever held one. */
export async function dropConsoleKeys(): Promise<void> {
  await request(indexedDB.deleteDatabase(DATABASE));
}
