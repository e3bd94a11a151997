// Passkeys: the browser signs a challenge of the server; nothing secret is typed.

import { ApiError } from "../shared/ask";
import type { Assertion, Signed } from "../shared/http";
import { ask } from "./ask";
import { renewing, take } from "./session";

type FromJson<T> = (options: unknown) => T;
interface WithJson {
  parseRequestOptionsFromJSON?: FromJson<PublicKeyCredentialRequestOptions>;
  parseCreationOptionsFromJSON?: FromJson<PublicKeyCredentialCreationOptions>;
}

const maker = (): WithJson => (globalThis.PublicKeyCredential ?? {}) as unknown as WithJson;

export const passkeysWork = (): boolean => maker().parseRequestOptionsFromJSON !== undefined;

/** What the browser and the person made of it, as JSON. Throws ApiError when they gave up or have it already. */
async function asked(credential: Promise<Credential | null>): Promise<Assertion["credential"]> {
  try {
    return { ...((await credential) as PublicKeyCredential).toJSON() };
  } catch (thrown) {
    const known = thrown instanceof DOMException && thrown.name === "InvalidStateError";
    throw new ApiError(0, known ? "passkey_known" : "passkey_unused");
  }
}

export async function signInWithPasskey(): Promise<void> {
  const options = await ask("post /api/staff/passkey/login/options");
  const publicKey = maker().parseRequestOptionsFromJSON?.(options);
  const credential = await asked(navigator.credentials.get(publicKey ? { publicKey } : {}));
  take(await renewing(() => ask("post /api/staff/passkey/login", { body: { credential } })));
}

/** A first factor renews the sign-in and comes with recovery codes. */
export async function addPasskey(label: string, password: string): Promise<Signed> {
  const options = await ask("post /api/staff/passkey/register/options", { body: { password } });
  const publicKey = maker().parseCreationOptionsFromJSON?.(options);
  const credential = await asked(navigator.credentials.create(publicKey ? { publicKey } : {}));
  return ask("post /api/staff/passkey/register", { body: { credential, label } });
}
