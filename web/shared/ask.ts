// One call of the HTTP API. Its operation says what it needs and what it gives: types of the server, never of a page.
import type { Operations, Refusal } from "./http";

export type Operation = keyof Operations;
export type Answer<O extends Operation> = Operations[O]["answer"];
export type Needs<O extends Operation> = Omit<Operations[O], "answer">;
type Given<O extends Operation> =
  Record<never, never> extends Needs<O>
    ? [needs?: Needs<O>, more?: RequestInit]
    : [needs: Needs<O>, more?: RequestInit];

/** Resolves to the answer, `null` for an empty one; rejects with ApiError. */
export type Ask = <O extends Operation>(operation: O, ...given: Given<O>) => Promise<Answer<O>>;

/** A refusal by its code; `offline` with status 0 when the server was not reached. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly field = "",
    readonly retryS = 0,
    readonly why = "",
  ) {
    super(code);
  }
}

/** The error's code, whatever was thrown. */
export const codeOf = (thrown: unknown): string => (thrown instanceof ApiError ? thrown.code : "unknown");

interface Loose {
  path?: Readonly<Record<string, string | number>>;
  query?: Readonly<Record<string, string | number | undefined>>;
  body?: unknown;
}

/** The address of an operation: names in braces filled in, queries without a value left out. */
export function addressOf<O extends Operation>(operation: O, needs: Omit<Needs<O>, "body">): string {
  const { path = {}, query = {} } = needs as Loose;
  const place = operation.slice(operation.indexOf(" ") + 1);
  const filled = place.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(path[name] ?? ""));
  const asked = Object.entries(query).filter(([, value]) => value !== undefined && value !== "");
  if (asked.length === 0) return filled;
  return `${filled}?${new URLSearchParams(asked.map(([name, value]) => [name, String(value)]))}`;
}

const offline = (): Promise<never> => Promise.reject(new ApiError(0, "offline"));

/** What is no JSON is not ours: a network's own page (sign in first, blocked) stands in the server's place. */
const said = (response: Response) => response.json().catch(offline);

async function refusal(response: Response): Promise<ApiError> {
  const {
    code = `http_${response.status}`,
    field,
    retry_s,
    why,
  }: Partial<Refusal> = (await said(response)) ?? {};
  return new ApiError(response.status, code, field, retry_s, why);
}

/** `manner` gives what all calls of a page share: credentials, headers, patience. */
export function asking(manner: (method: string) => RequestInit): Ask {
  return async (operation, ...[needs, more]) => {
    const given = (needs ?? {}) as Loose;
    const method = operation.slice(0, operation.indexOf(" ")).toUpperCase();
    const body = given.body === undefined ? {} : { body: JSON.stringify(given.body) };
    const address = addressOf(operation, given as Needs<typeof operation>);
    const response = await fetch(address, { method, ...manner(method), ...body, ...more }).catch(offline);
    if (!response.ok) throw await refusal(response);
    return response.status === 204 ? null : await said(response);
  };
}
