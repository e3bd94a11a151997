// A change of what proves who one is: it ends every sign-in and begins a new one.
import type { Signed } from "../../shared/http";

/** Runs such a change; true when it worked. */
export type Renew = (how: () => Promise<Signed>) => Promise<boolean>;
