// A console's key pair for one login: the private half cannot be read out, only used; gone at sign-out.
import { b64u, newId } from "./bytes";

export interface ConsoleKeys {
  kid: string;
  public: string;
  pair: CryptoKeyPair;
}

const DATABASE = "hearline-keys";
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

export async function makeConsoleKeys(): Promise<ConsoleKeys> {
  const pair = await crypto.subtle.generateKey({ name: "ECDH", namedCurve: "P-256" }, false, ["deriveBits"]);
  const raw = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
  return { kid: newId(), public: b64u(raw), pair };
}

/** The pair of this login, made on first use; `login` names the login, so that two never share a pair. */
export async function consoleKeys(login: string): Promise<ConsoleKeys> {
  const held = await inStore<ConsoleKeys | undefined>("readonly", (store) => store.get(login));
  if (held) return held;
  const made = await makeConsoleKeys();
  await inStore("readwrite", (store) => store.put(made, login));
  return made;
}

/** Forgets every pair this browser holds, and that it ever held one. */
export async function dropConsoleKeys(): Promise<void> {
  await request(indexedDB.deleteDatabase(DATABASE));
}
