// What every staff connection begins with: a fresh ticket of this sign-in, and the desk it is for.
import { ApiError } from "../shared/ask";
import { Final } from "../shared/client/driver";
import { CLOSE, type HelloStaff, VERSION } from "../shared/protocol";
import { ask } from "./ask";
import { desk } from "./session";

const FINAL: Readonly<Record<number, number>> = { 401: CLOSE.sign_in_over, 403: CLOSE.signed_out };

/** Throws `Final` when nobody is signed in any more, or not far enough: another attempt has no use. */
async function socketTicket(): Promise<string> {
  const { ticket } = await ask("post /api/staff/socket-ticket").catch((thrown: unknown) => {
    const code = thrown instanceof ApiError ? FINAL[thrown.status] : undefined;
    throw code ? new Final(code) : thrown;
  });
  return ticket;
}

export async function staffHello(): Promise<HelloStaff> {
  return { t: "hello_staff", v: VERSION, ticket: await socketTicket(), desk: desk.value };
}
