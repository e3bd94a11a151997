// Reads Content-Security-Policies as a browser does: which sources a directive allows, and whether an address is one. Pure.

export type Policy = ReadonlyMap<string, readonly string[]>;

export function readPolicy(text: string): Policy {
  const found = new Map<string, readonly string[]>();
  for (const part of text.split(";")) {
    const [name = "", ...sources] = part.trim().split(/\s+/);
    // the first of a name counts
    if (name && !found.has(name.toLowerCase())) found.set(name.toLowerCase(), sources);
  }
  return found;
}

/** Every policy of pasted response headers, or the pasted policy itself; one that only reports forbids nothing. */
export function policiesIn(headers: string): Policy[] {
  const lines = headers.replace(/\r/g, "").split("\n");
  const named = lines.flatMap((line) => /^content-security-policy\s*:(.*)$/i.exec(line.trim())?.[1] ?? []);
  const bare = lines.filter((line) => DIRECTIVE.test(line.trim()));
  return [...named, ...(bare.length > 0 ? [bare.join(";")] : [])].flatMap((line) =>
    line.split(",").map(readPolicy),
  );
}
const DIRECTIVE =
  /^(default-src|(script|frame|child|connect)-src(-elem)?|sandbox|require-trusted-types-for)(\s|;|$)/i;

const FALLBACK: Readonly<Record<string, readonly string[]>> = {
  script: ["script-src-elem", "script-src", "default-src"],
  frame: ["frame-src", "child-src", "default-src"],
  connect: ["connect-src", "default-src"],
};

/** The sources that decide over scripts, frames or requests; undefined where nothing is said, so that all may. */
export const sourcesOf = (
  policy: Policy,
  what: "script" | "frame" | "connect",
): readonly string[] | undefined =>
  FALLBACK[what]?.map((name) => policy.get(name)).find((sources) => sources !== undefined);

/** Whether `source` covers this address; `page`: the origin of the page itself. */
export function covers(source: string, address: string, page: string): boolean {
  const url = new URL(address);
  if (source === "'self'") return url.origin === page;
  if (source === "*") return /^https?:$/.test(url.protocol);
  if (/^[a-z][a-z0-9+.-]*:$/i.test(source)) return source.toLowerCase() === url.protocol;
  const parts = /^(?:([a-z][a-z0-9+.-]*):\/\/)?(\*|(?:\*\.)?[^/:*']+)(?::(\d+|\*))?(\/.*)?$/i.exec(source);
  if (!parts) return false;
  const [, scheme, host = "", port, path] = parts;
  if (
    scheme &&
    `${scheme.toLowerCase()}:` !== url.protocol &&
    !(scheme === "http" && url.protocol === "https:")
  )
    return false;
  if (port !== "*" && (port ?? "") !== url.port && !(port === DEFAULT[url.protocol] && !url.port))
    return false;
  return coversHost(host.toLowerCase(), url.hostname) && coversPath(path, url.pathname);
}
const DEFAULT: Readonly<Record<string, string>> = { "https:": "443", "http:": "80" };

function coversHost(host: string, name: string): boolean {
  if (host === "*") return true;
  return host.startsWith("*.") ? name.endsWith(host.slice(1)) : name === host;
}

function coversPath(path: string | undefined, wanted: string): boolean {
  if (!path || path === "/") return true;
  return path.endsWith("/") ? wanted.startsWith(path) : wanted === path;
}
