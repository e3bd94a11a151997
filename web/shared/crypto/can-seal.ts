// Whether this page may seal at all: WebCrypto is missing over plain http.
export const canSeal = (): boolean => globalThis.isSecureContext !== false && crypto?.subtle !== undefined;
