// The one Trusted Types policy: only scripts of our own build may become workers.
interface Policy {
  createScriptURL(url: string): string;
}
interface Factory {
  createPolicy(name: string, rules: Policy): Policy;
}

const rules: Policy = {
  createScriptURL(url) {
    if (new URL(url, location.href).origin !== location.origin) throw new TypeError("foreign script");
    return url;
  },
};
const factory = (globalThis as { trustedTypes?: Factory }).trustedTypes;
const policy = factory ? factory.createPolicy("hearline", rules) : rules;

/** The address of a script of our own, as a page with Trusted Types wants it. */
export const trustedScript = (url: string): string => policy.createScriptURL(url);

export const workerFrom = (url: string): Worker =>
  new Worker(policy.createScriptURL(url), { type: "module" });
