// Tables of pages on which the chat works or does not, and why.
import { expect, it } from "vitest";
import { check, type Given, type Known } from "./check";
import { policyLines, snippet } from "./snippet";

const CHAT = "https://chat.example.be";
const KNOWN: Known = {
  origin: CHAT,
  loader: "embed-0a1b2c3d4e5f.js",
  integrity: "sha384-abc",
  pages: ["https://example.be", "https://*.jong.be"],
  desks: ["main", "jong"],
};
const LINE = `<script src="${CHAT}/embed.js" data-desk="main" async></script>`;
const PINNED = `<script src="${CHAT}/embed-0a1b2c3d4e5f.js" integrity="sha384-abc" crossorigin></script>`;
const line = (more: string): string => `<script src="${CHAT}/embed.js" ${more}></script>`;
const csp = (text: string): string => `Content-Security-Policy: ${text}`;
const found = (source: string, headers = "", address = "https://example.be/hulp", known = KNOWN): string[] =>
  check({ source, headers, address } satisfies Given, known).map(({ code, about }) =>
    about ? `${code} ${about}` : code,
  );
const WORKS = ["works https://example.be"];

it.each([
  ["as it is", LINE],
  ["deferred", line("defer")],
  ["without a desk", line("")],
  ["in single quotes, in capitals", `<SCRIPT SRC='${CHAT}/embed.js' DATA-DESK='jong'></SCRIPT>`],
  ["without quotes", `<script src=${CHAT}/embed.js data-desk=jong async></script>`],
  ["pinned, with its digest", PINNED],
  ["with a sign written as an entity", line('data-label="Praat &#34;met&#34; ons &amp; zo > nu"')],
  ["in a language of ours", line('data-lang="fr-BE"')],
  ["told in its address", `<script src="${CHAT}/embed.js?desk=jong&amp;lang=fr"></script>`],
  ["pinned and told in its address", PINNED.replace(".js", ".js?desk=jong")],
])("works %s", (_, source) => expect(found(source)).toEqual(WORKS));

it.each([
  ["twice is fine", LINE + LINE, ["twice", ...WORKS]],
  ["no line", "<h1>Hulp</h1>", [`no_line ${CHAT}`]],
  ["only in a comment", `<!-- ${LINE} -->`, [`inert ${CHAT}`]],
  ["a comment that never ends", `<!-- ${LINE}`, [`inert ${CHAT}`]],
  ["where scripts are off", `<noscript>${LINE}</noscript>`, [`inert ${CHAT}`]],
  ["in a template", `<template><p>${LINE}</p></template>`, [`inert ${CHAT}`]],
  ["in words of a script", `<script>a = '${LINE.replace("</", "<\\/")}'</script>`, [`no_line ${CHAT}`]],
  ["held back for consent", line('type="text/plain"'), ["held_back text/plain"]],
  [
    "from somewhere else",
    LINE.replace("chat.example.be", "chat.other.be"),
    ["other_origin https://chat.other.be"],
  ],
  ["a desk that is not there", line('data-desk="Main"'), ["wrong_desk Main"]],
  ["one in its address", LINE.replace('.js" data-desk="main"', '.js?desk=Main"'), ["wrong_desk Main"]],
  ["a language we do not speak", line('data-lang="it"'), ["language it"]],
  [
    "an older version",
    LINE.replace("embed.js", "embed-ffffffffffff.js"),
    ["old_version embed-ffffffffffff.js"],
  ],
  ["another digest", PINNED.replace("abc", "xyz"), ["integrity embed-0a1b2c3d4e5f.js"]],
  ["a digest without crossorigin", PINNED.replace(" crossorigin", ""), ["crossorigin embed-0a1b2c3d4e5f.js"]],
  ["a digest of what changes", line('integrity="sha384-abc" crossorigin'), ["unpinned embed.js"]],
  [
    "a frame in a sandbox",
    `${LINE}<iframe src="${CHAT}/widget/main" sandbox="allow-scripts"></iframe>`,
    ["sandboxed allow-same-origin allow-forms"],
  ],
  [
    "a frame that cannot leave",
    `${LINE}<iframe src="${CHAT}/widget/main" sandbox="allow-scripts allow-same-origin allow-forms"></iframe>`,
    ["exit_sandboxed allow-top-navigation"],
  ],
  ["somebody else's sandbox", `${LINE}<iframe src="https://video.be/1" sandbox></iframe>`, WORKS],
])("of a page with %s", (_, source, expected) => expect(found(source)).toEqual(expected));

it.each([
  ["no policy", "", WORKS],
  ["other headers", "X-Frame-Options: DENY\nServer: nginx", WORKS],
  ["only a report", `Content-Security-Policy-Report-Only: default-src 'none'`, WORKS],
  ["all that is needed", csp(`script-src ${CHAT}; frame-src ${CHAT}`), WORKS],
  ["all by default", csp(`default-src 'self' ${CHAT}`), WORKS],
  ["no script", csp(`script-src 'self'; frame-src ${CHAT}`), [`script_src script-src ${CHAT}`]],
  [
    "no element of script",
    csp(`script-src ${CHAT}; script-src-elem 'self'`),
    [`script_src script-src ${CHAT}`],
  ],
  ["no frame", csp(`script-src ${CHAT}; frame-src 'none'`), [`frame_src frame-src ${CHAT}`]],
  ["no child", csp(`script-src ${CHAT}; child-src 'self'`), [`frame_src frame-src ${CHAT}`]],
  ["nothing", csp("default-src 'none'"), [`script_src script-src ${CHAT}`, `frame_src frame-src ${CHAT}`]],
  ["no request", csp(`script-src ${CHAT}; connect-src 'self'`), [`connect_src connect-src ${CHAT}`]],
  [
    "the same twice, the first counts",
    csp(`script-src 'self'; script-src ${CHAT}`),
    [`script_src script-src ${CHAT}`],
  ],
  [
    "two policies, both count",
    `${csp(`script-src ${CHAT}`)}\n${csp("script-src 'self'")}`,
    [`script_src script-src ${CHAT}`],
  ],
  ["two in one header", csp(`script-src ${CHAT}, script-src 'self'`), [`script_src script-src ${CHAT}`]],
  ["the policy alone, pasted", `script-src 'self';\nframe-src ${CHAT}`, [`script_src script-src ${CHAT}`]],
  ["any address by https", csp("script-src https:; frame-src https:; connect-src https:"), WORKS],
  ["a whole domain", csp("default-src *.example.be"), WORKS],
  ["the domain above it alone", csp("script-src https://example.be"), [`script_src script-src ${CHAT}`]],
  ["the path of the loader", csp(`script-src ${CHAT}/embed.js`), WORKS],
  ["another path", csp(`script-src ${CHAT}/other.js`), [`script_src script-src ${CHAT}`]],
  ["another port", csp("script-src chat.example.be:8443"), [`script_src script-src ${CHAT}`]],
  ["its port, written", csp("script-src chat.example.be:443"), WORKS],
  [
    "a strict one without a nonce",
    csp(`script-src 'strict-dynamic' ${CHAT}`),
    [`script_src script-src ${CHAT}`],
  ],
  ["Trusted Types, with the line in the page", csp("require-trusted-types-for 'script'"), WORKS],
  ["a sandbox", csp("sandbox allow-scripts"), ["page_sandboxed allow-same-origin allow-forms"]],
])("under a policy with %s", (_, headers, expected) => expect(found(LINE, headers)).toEqual(expected));

it.each([
  ["the nonce of the policy", line('nonce="n1"'), csp("script-src 'strict-dynamic' 'nonce-n1'"), WORKS],
  ["another nonce", line('nonce="n2"'), csp("script-src 'nonce-n1'"), [`script_src script-src ${CHAT}`]],
  ["its digest in the policy", PINNED, csp("script-src 'sha384-abc'"), WORKS],
  [
    "a policy in the page",
    `<meta http-equiv="Content-Security-Policy" content="frame-src 'self'">${LINE}`,
    "",
    [`frame_src frame-src ${CHAT}`],
  ],
  [
    "a window of its own needs no frame",
    line("data-window"),
    csp(`script-src ${CHAT}; frame-src 'none'`),
    WORKS,
  ],
  [
    "a line put in by a script",
    "<h1>Hulp</h1>",
    csp("require-trusted-types-for 'script'"),
    [`no_line ${CHAT}`, "trusted_types require-trusted-types-for"],
  ],
])("with %s", (_, source, headers, expected) => expect(found(source, headers)).toEqual(expected));

it.each([
  ["a site below", "https://forum.jong.be/", ["works https://forum.jong.be"]],
  ["a site that may not", "https://jong.be/", ["not_allowed https://jong.be"]],
  ["another site", "https://elders.be/", ["not_allowed https://elders.be"]],
  [
    "a page without TLS",
    "http://example.be/",
    ["http_page http://example.be", "not_allowed http://example.be"],
  ],
  ["no address", "example.be", ["address example.be"]],
  ["a file", "file:///c:/hulp.html", ["address file:///c:/hulp.html"]],
])("at %s", (_, address, expected) => expect(found(LINE, "", address)).toEqual(expected));

it.each([
  [{}, `<script src="${CHAT}/embed.js" data-desk="main" async></script>`],
  [
    { language: "fr", left: true, label: 'Zeg "hallo" & <b>', ownWindow: true },
    `<script src="${CHAT}/embed.js" data-desk="main" data-lang="fr" data-position="left" ` +
      `data-label="Zeg &#34;hallo&#34; &#38; &#60;b&#62;" data-window async></script>`,
  ],
  [
    { pinned: true },
    `<script src="${CHAT}/embed-0a1b2c3d4e5f.js" integrity="sha384-abc" crossorigin data-desk="main" async></script>`,
  ],
] as const)("writes the line for %j, and finds nothing wrong with it", (wished, expected) => {
  const wishes = {
    desk: "main",
    language: "",
    left: false,
    label: "",
    ownWindow: false,
    pinned: false,
  } as const;
  const text = snippet(KNOWN, { ...wishes, ...wished }, "Chat met ons");
  const [first, second] = text.split("\n");
  expect(first).toBe(expected);
  expect(second).toContain(`<noscript><a href="${CHAT}/widget/main`);
  const lines = policyLines(KNOWN, { ...wishes, ...wished });
  expect(found(text, csp(lines.join("; ")))).toEqual(WORKS);
});

it.each([
  ["HTTP/2 404\ncontent-type: text/html", ["no_page 404"]],
  ["Status Code: 503 Service Unavailable", ["no_page 503"]],
  ["HTTP/1.1 301 Moved Permanently\nLocation: https://www.example.be/", ["moved https://www.example.be/"]],
  ["HTTP/1.1 301 Moved Permanently\nLocation: /hulp\n\nHTTP/1.1 200 OK", WORKS],
  ["HTTP/2 304", WORKS],
])("an answer without the page is told: %s", (headers, told) => expect(found(LINE, headers)).toEqual(told));
