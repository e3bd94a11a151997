// What every staff connection begins with: a fresh ticket of this sign-in, and the desk it is for.
import { ApiError } from "../shared/ask";
import { Final } from "../shared/client/driver";
import { CLOSE, type HelloStaff, VERSION } from "../shared/protocol";
import { ask } from "./ask";
import { desk } from "./session";

const SIGNED_OUT = [401, 403];

/** Throws `Final` when nobody is signed in any more: another attempt has no use. */
async function socketTicket(): Promise<string> {
  const { ticket } = await ask("post /api/staff/socket-ticket").catch((thrown: unknown) => {
    const out = thrown instanceof ApiError && SIGNED_OUT.includes(thrown.status);
    throw out ? new Final(CLOSE.signed_out) : thrown;
  });
  return ticket;
}

export async function staffHello(): Promise<HelloStaff> {
  return { t: "hello_staff", v: VERSION, ticket: await socketTicket(), desk: desk.value };
}
