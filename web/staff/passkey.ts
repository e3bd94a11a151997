// Passkeys: the browser signs a challenge of the server; nothing secret is typed.

import { post } from "./http";
import { type Renewed, type Signed, take } from "./session";

type FromJson<T> = (options: unknown) => T;
interface WithJson {
  parseRequestOptionsFromJSON?: FromJson<PublicKeyCredentialRequestOptions>;
  parseCreationOptionsFromJSON?: FromJson<PublicKeyCredentialCreationOptions>;
}

const maker = (): WithJson => (globalThis.PublicKeyCredential ?? {}) as unknown as WithJson;

export const passkeysWork = (): boolean => maker().parseRequestOptionsFromJSON !== undefined;

function asJson(credential: Credential | null): unknown {
  if (!credential) throw new Error("no passkey was chosen");
  return (credential as PublicKeyCredential).toJSON();
}

export async function signInWithPasskey(): Promise<void> {
  const asked = await post<unknown>("/api/staff/passkey/login/options");
  const publicKey = maker().parseRequestOptionsFromJSON?.(asked);
  const credential = await navigator.credentials.get(publicKey ? { publicKey } : {});
  take(await post<Signed>("/api/staff/passkey/login", { credential: asJson(credential) }));
}

/** A first factor renews the sign-in and comes with recovery codes. */
export async function addPasskey(label: string): Promise<Renewed> {
  const asked = await post<unknown>("/api/staff/passkey/register/options");
  const publicKey = maker().parseCreationOptionsFromJSON?.(asked);
  const credential = await navigator.credentials.create(publicKey ? { publicKey } : {});
  return post<Renewed>("/api/staff/passkey/register", { credential: asJson(credential), label });
}
