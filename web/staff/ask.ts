// Calls to the staff API: same-origin JSON with the session cookie, a CSRF header on every change, named errors.

export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly field = "",
    readonly retryS = 0,
  ) {
    super(code);
  }
}

type Method = "GET" | "POST" | "PUT" | "DELETE";
interface Refusal {
  code?: string;
  error?: string;
  field?: string;
  retry_s?: number;
}

let csrf = "";
export const holdCsrf = (token: string | undefined): void => {
  csrf = token ?? csrf;
};

function headers(method: Method): HeadersInit {
  const json = { Accept: "application/json", "Content-Type": "application/json" };
  return method === "GET" ? { Accept: "application/json" } : { ...json, "X-Hearline-CSRF": csrf };
}

async function refusal(response: Response): Promise<ApiError> {
  const said = (await response.json().catch(() => ({}))) as Refusal;
  const code = said.code ?? said.error ?? `http_${response.status}`;
  return new ApiError(response.status, code, said.field, said.retry_s);
}

/** One call; `null` for an empty answer. Throws ApiError; code `offline` when the server was not reached. */
export async function call<T>(method: Method, path: string, body?: unknown): Promise<T> {
  const init: RequestInit = {
    method,
    headers: headers(method),
    credentials: "same-origin",
    cache: "no-store",
  };
  if (body !== undefined) init.body = JSON.stringify(body);
  const response = await fetch(path, init).catch(() => {
    throw new ApiError(0, "offline");
  });
  if (!response.ok) throw await refusal(response);
  return (response.status === 204 ? null : await response.json().catch(() => null)) as T;
}

export const get = <T>(path: string): Promise<T> => call<T>("GET", path);
export const post = <T>(path: string, body: unknown = {}): Promise<T> => call<T>("POST", path, body);
export const put = <T>(path: string, body: unknown): Promise<T> => call<T>("PUT", path, body);
export const remove = <T>(path: string): Promise<T> => call<T>("DELETE", path);

/** The error's code, whatever was thrown. */
export const codeOf = (thrown: unknown): string => (thrown instanceof ApiError ? thrown.code : "unknown");
