// The bodies of the HTTP API and its operations. Made by `hearline docs write` from docs/openapi.json; do not edit.

export interface AccountChange {
  name?: string;
  role?: "counsellor" | "supervisor" | "admin";
  languages?: string[];
  skills?: string[];
  desks?: string[];
  capacity?: number;
  active?: boolean;
}

export interface AccountList {
  accounts: AccountShown[];
}

/** An account as admins see it: no hash, no secret. `login` is typed, `name` is shown; no desks: all of them. */
export interface AccountShown {
  id: string;
  login: string;
  name: string;
  display: string;
  role: string;
  languages: string[];
  skills: string[];
  capacity: number;
  desks: string[];
  active: boolean;
  created: number;
  has_totp: boolean;
}

export interface AfterAnswer {
  code: string;
  words: Record<string, string>;
}

/** Asked after a chat, answered by one tap on one of its answers. */
export interface AfterQuestion {
  code: string;
  words: Record<string, string>;
  answers: AfterAnswer[];
}

export interface Assertion {
  credential: Record<string, unknown>;
}

/** One act. `actor` is a name; `at` is ISO 8601 in UTC. */
export interface AuditLine {
  id: number;
  at: string;
  actor: string;
  actor_id: string;
  kind: string;
  subject: string;
  detail: Record<string, unknown>;
}

/** Newest first; go on with `before` = the last id. */
export interface AuditPage {
  entries: AuditLine[];
}

/** What the public page of a desk says. Waits in seconds for somebody who joins now; -1 when not known. `zone`: of its hours and days. `talk_limit_ms`: how long a chat may last, null for as long as it takes; `quiet_ask_ms` after the last words somebody is asked whether they are there, and `quiet_end_ms` after them the chat ends. `now`: how it stands for whoever comes, busy where they wait longer than the desk aims at; `closes_at` within its last half hour. `hotline` and `rules` are in every language of the pages. `neighbours`: by language, another desk of the house that takes newcomers in it now, where this desk has nobody for it and both have agreed. */
export interface Availability {
  desk: string;
  zone: string;
  service: "closed" | "closing" | "open";
  opens_at: string | null;
  languages: string[];
  served: string[];
  low_s: number;
  high_s: number;
  topics: string[];
  name: Record<string, string>;
  forum: string;
  exit_url: string;
  cards: Card[];
  talk_limit_ms?: number | null;
  quiet_ask_ms?: number;
  quiet_end_ms?: number;
  now?: "busy" | "closed" | "closing_soon" | "open";
  closes_at?: string | null;
  phones?: PhoneShown[];
  hotline?: Record<string, string>;
  colours?: Colours;
  rules?: Record<string, string[]>;
  after?: AfterQuestion[];
  neighbours?: Record<string, Neighbour>;
}

/** What the page finds beside its box: 128 bits that it drew itself. */
export interface BoxAsked {
  handle: string;
}

/** The key that was deposited with this handle, 256 bits in base64url. */
export interface BoxOpened {
  key: string;
}

/** A card of the resource catalogue. */
export interface Card {
  id: string;
  topic: string;
  kind: string;
  language: string;
  title: string;
  text: string;
  url: string;
  phone: string;
  shown: string[];
}

export interface Cards {
  resources: Card[];
}

/** `code` as it was typed: case, accents, dashes and blanks do not count. `token` is drawn by the page, 256 bits. */
export interface CodeTyped {
  desk: string;
  code: string;
  token: string;
}

/** `free`: how many more chats this person can take just now. */
export interface Colleague {
  id: string;
  name: string;
  role: string;
  languages: string[];
  skills: string[];
  status: string;
  free: number;
}

export interface Colleagues {
  colleagues: Colleague[];
  languages: string[];
  skills: string[];
}

/** By what the reader's device asks for; null: Hearline's own. */
export interface Colours {
  light?: Pair | null;
  dark?: Pair | null;
}

/** `kind` is code, period, count, percent or seconds. */
export interface Column {
  key: string;
  kind: string;
}

export interface Confirmation {
  password: string;
}

export interface Done {
  ok?: boolean;
}

/** `origin`: where the loader is; `loader` and `integrity`: its name that never changes, "" where none is built; `pages`: origins whose pages may frame this desk's chat; `desks`: all of this house. */
export interface Embedding {
  origin: string;
  loader: string;
  integrity: string;
  pages: string[];
  desks: string[];
}

/** Leave the chat when the page goes away; `ticket` is the newest one held. A page that has none yet names the `desk` of its wish; one that was reloaded and has not opened its box, the `handle` alone. */
export interface EndChat {
  token?: string;
  handle?: string;
  chat?: string;
  ticket?: string;
  desk?: string;
}

/** How many sign-ins ended. */
export interface Ended {
  ended: number;
}

export interface Factors {
  totp: boolean;
  passkeys: PasskeyShown[];
  recovery_left: number;
}

/** What a counsellor fills in after a chat: codes only. */
export interface FormAnswers {
  desk: string;
  version: number;
  answers: Record<string, unknown>;
}

/** Asked only if that field has one of those codes. */
export interface FormCondition {
  field: string;
  is: string[];
}

/** One version of a desk's form. */
export interface FormDefinition {
  version: number;
  title: Label;
  fields: FormField[];
}

/** One question; its options are written out, or named by a list of codes. Free text is never kept. */
export interface FormField {
  name: string;
  type: "choice" | "choices";
  label: Label;
  required?: boolean;
  options?: FormOption[];
  list?: string;
  most?: number;
  when?: FormCondition;
}

export interface FormOption {
  code: string;
  label: Label;
}

export interface FormVersion {
  version: number;
}

/** `at`: of the hours that they were made from; where others stand by now, they are not replaced. */
export interface HoursBody {
  definition: Record<string, unknown>;
  first?: string;
  at?: number | null;
}

export interface HoursPreview {
  days: OpenDay[];
}

/** As they were last set; an empty definition means closed. `at`: seconds since 1970. */
export interface HoursShown {
  desk: string;
  definition: Record<string, unknown>;
  by: string;
  at: number;
}

/** A text in each language. */
export interface Label {
  nl: string;
  fr: string;
  de: string;
  en: string;
}

export interface Login {
  name: string;
  password: string;
  code?: string;
}

/** Who is signed in. `desks`: those of this house where they may work. `enrol`: before anything else a password of their own must be chosen where theirs was given (`password_given`), or else a second factor set up. */
export interface Me {
  id: string;
  login: string;
  name: string;
  role: string;
  languages: string[];
  skills: string[];
  capacity: number;
  desks: string[];
  enrol: boolean;
  password_given: boolean;
}

/** Another desk of this house, and its name in its own languages. */
export interface Neighbour {
  desk: string;
  name: Record<string, string>;
}

export interface NewAccount {
  login: string;
  password: string;
  role: "counsellor" | "supervisor" | "admin";
  name?: string;
  languages?: string[];
  skills?: string[];
  desks?: string[];
  capacity?: number;
}

export interface NewPasskey {
  credential: Record<string, unknown>;
  label?: string;
}

export interface NewPassword {
  old: string;
  new: string;
}

/** `open`: pairs such as ["09:00", "17:00"] in the desk's zone. */
export interface OpenDay {
  date: string;
  open: [string, string][];
}

/** `name`: as teens see it. `sends`: languages it sends to this desk; `takes`: those it takes from this desk. Each is one side's word; a teen is sent where both stand. */
export interface OtherDesk {
  desk: string;
  name: Record<string, string>;
  sends: string[];
  takes: string[];
}

export interface OtherDesks {
  neighbours: OtherDesk[];
}

/** The colour of buttons and links, and of the words on it. */
export interface Pair {
  accent: string;
  on_accent: string;
}

/** Times in seconds since 1970; `used` is 0 before the first use. */
export interface PasskeyShown {
  id: string;
  label: string;
  created: number;
  used: number;
}

/** A number to call: what it is for in each language, and for whom. `languages`: of the pages that show it; none means all. */
export interface Phone {
  number: string;
  words: Record<string, string>;
  who: ("adults" | "danger" | "everyone")[];
  languages?: string[];
}

/** A number to call, and what it is for in the languages whose pages show it. */
export interface PhoneShown {
  number: string;
  words: Record<string, string>;
  who: string[];
}

/** Whether staff may sign in through an OpenID Connect provider, and what it is called. */
export interface Provider {
  enabled: boolean;
  name: string;
}

/** A published quarter, which never changes; figures below the least are not there. */
export interface Quarter {
  desk: string;
  quarter: string;
  zone: string;
  from: string;
  to: string;
  tables: Record<string, unknown>[];
  rates: Record<string, unknown>;
}

export interface Quarters {
  quarters: Quarter[];
}

/** The row that will remain, the columns a counsellor may still fill, and for how many days it is kept. */
export interface Receipt {
  row: Record<string, unknown>;
  later: string[];
  kept_days: number;
}

/** What the widget holds of its chat: `ticket` is the newest one. */
export interface ReceiptWish {
  token: string;
  ticket: string;
}

/** Fresh recovery codes; the former ones have stopped working. */
export interface Recovery {
  recovery: string[];
}

/** Why a request was refused; `field` where one was wrong and `why`, `retry_s` when it may help to wait. */
export interface Refusal {
  code: string;
  field?: string;
  why?: string;
  retry_s?: number;
}

export interface Replies {
  replies: Reply[];
}

/** A canned reply that counsellors insert; `shortcut` is what they type for it. */
export interface Reply {
  desk: string;
  language: string;
  title: string;
  text: string;
  shortcut?: string;
  id?: string;
  place?: number;
}

export interface ReplyBody {
  desk: string;
  language: string;
  title: string;
  text: string;
  shortcut?: string;
  place?: number;
}

/** Rows follow the columns; `total`, `before` and `change` are rows too, or empty. */
export interface ReportShown {
  name: string;
  desk: string;
  from: string;
  to: string;
  zone: string;
  view: string;
  columns: Column[];
  rows: ((number | string | null)[])[];
  total: (number | string | null)[];
  before: (number | string | null)[];
  change: (number | string | null)[];
  notes: string[];
}

export interface Reset {
  password: string;
  factors?: boolean;
}

/** A card: `kind` is call, link, forum, advice or hand_off; `shown` says where it appears on its own. `shown` holds codes of waiting, closed, crisis; a card without any is only sent by counsellors. */
export interface Resource {
  desk: string;
  language: string;
  topic: string;
  kind: string;
  title: string;
  text: string;
  url?: string;
  phone?: string;
  shown?: string[];
  id?: string;
  place?: number;
}

export interface ResourceBody {
  desk: string;
  language: string;
  topic: string;
  kind: "advice" | "call" | "forum" | "hand_off" | "link";
  title: string;
  text: string;
  url?: string;
  phone?: string;
  shown?: ("closed" | "crisis" | "waiting")[];
  place?: number;
}

export interface Resources {
  resources: Resource[];
}

/** What the page says hello with. `begun`: somebody was there before; what was written then stays where it was. */
export interface Returned {
  chat: string;
  ticket: string;
  begun: boolean;
}

/** What is named is changed; null gives one up for its default. Lengths in ms. */
export interface SettingsChange {
  languages?: string[] | null;
  skills?: string[] | null;
  offer_ms?: number | null;
  lease_ms?: number | null;
  staff_grace_ms?: number | null;
  teen_grace_waiting_ms?: number | null;
  teen_grace_active_ms?: number | null;
  wrap_up_ms?: number | null;
  wrap_up_max_ms?: number | null;
  breather_ms?: number | null;
  ageing_ms?: number[] | null;
  misses_to_away?: number | null;
  max_capacity?: number | null;
  queue_limit?: number | null;
  target_ms?: number | null;
  target_first_ms?: number | null;
  handle_ms?: number | null;
  sends_to?: Record<string, string> | null;
  takes_from?: Record<string, string[]> | null;
  name?: Record<string, string> | null;
  about?: Record<string, string> | null;
  phones?: Phone[] | null;
  forum?: string | null;
  hotline?: Record<string, string> | null;
  exit_url?: string | null;
  colours?: Colours | null;
  topics?: ("cyberbullying" | "danger_now" | "e_crime" | "gaming" | "grooming" | "hate_speech" | "love_relationships_sexuality" | "other" | "potentially_harmful_content" | "privacy_abuse" | "self_harm" | "sexting" | "sexual_coercion_extortion" | "sexual_harassment" | "suicide")[] | null;
  rules?: Record<string, string[]> | null;
  after?: AfterQuestion[] | null;
  talk_limit_ms?: number | null;
  quiet_ask_ms?: number | null;
  quiet_end_ms?: number | null;
  counsellors_second_factor?: boolean | null;
  keep_sessions_days?: number | null;
  keep_surveys_days?: number | null;
  keep_hourly_days?: number | null;
  keep_counts_days?: number | null;
  keep_audit_days?: number | null;
  keep_sign_ins_days?: number | null;
}

/** What was set here and what holds otherwise; lengths in ms. */
export interface SettingsShown {
  set: Record<string, unknown>;
  defaults: Record<string, unknown>;
}

/** One browser; times in seconds since 1970. `current`: the one that asks. */
export interface SignInShown {
  id: string;
  how: string;
  label: string;
  created: number;
  seen: number;
  current: boolean;
}

export interface SignIns {
  sign_ins: SignInShown[];
}

/** A sign-in: `csrf` goes into the header of every change. It ends in `ends_s` seconds, and in `latest_s` although somebody is in a chat with them. `recovery`: fresh codes, shown this once. */
export interface Signed {
  me: Me;
  csrf: string;
  ends_s: number;
  latest_s: number;
  recovery?: string[];
}

/** For `hello_staff`, once, within 30 s. */
export interface SocketTicket {
  ticket: string;
}

/** Taps after the chat, unlinked from it. `feel`: by how many of five faces they feel better than before; the page tells no more of it. `id`: drawn for these answers; repeated with it, they count once. `own`: to the desk's own questions, by code; one that the desk asks no more, or not so, is left out. */
export interface Survey {
  helped?: "no" | "some" | "yes" | null;
  better?: "no" | "some" | "yes" | null;
  again?: "no" | "some" | "yes" | null;
  feel?: number | null;
  language?: string;
  id?: string;
  own?: Record<string, string>;
}

export interface TotpCode {
  offer: string;
  code: string;
}

/** A key for a code app; it counts once `offer` came back with a first code. */
export interface TotpOffer {
  secret: string;
  uri: string;
  offer: string;
}

/** A visit in the language of the page: to a closed desk, or `over` to a neighbour after the teen's yes. */
export interface Visit {
  language: string;
  over?: boolean;
}

/** What `parse…OptionsFromJSON` of a browser takes: a challenge that works once, and more. */
export interface WebAuthnOptions {
  challenge: string;
}

/** By method and path: what each operation needs and gives. */
export interface Operations {
  "post /api/chats/box": {
    body: BoxAsked;
    answer: BoxOpened;
  };
  "post /api/chats/end": {
    body: EndChat;
    answer: Done;
  };
  "post /api/chats/receipt": {
    body: ReceiptWish;
    answer: Receipt;
  };
  "post /api/chats/return": {
    body: CodeTyped;
    answer: Returned;
  };
  "get /api/desks/{desk}": {
    path: { desk: string };
    answer: Availability;
  };
  "get /api/desks/{desk}/resources": {
    path: { desk: string };
    query?: { language?: string };
    answer: Cards;
  };
  "post /api/desks/{desk}/surveys": {
    path: { desk: string };
    body: Survey;
    answer: Done;
  };
  "post /api/desks/{desk}/visits": {
    path: { desk: string };
    body: Visit;
    answer: Done;
  };
  "get /api/staff/accounts": {
    answer: AccountList;
  };
  "post /api/staff/accounts": {
    body: NewAccount;
    answer: AccountShown;
  };
  "put /api/staff/accounts/{id}": {
    path: { id: string };
    body: AccountChange;
    answer: AccountShown;
  };
  "post /api/staff/accounts/{id}/reset-password": {
    path: { id: string };
    body: Reset;
    answer: null;
  };
  "post /api/staff/accounts/{id}/sign-out": {
    path: { id: string };
    answer: null;
  };
  "get /api/staff/audit": {
    query?: { before?: number; limit?: number; kind?: string };
    answer: AuditPage;
  };
  "post /api/staff/box": {
    body: BoxAsked;
    answer: BoxOpened;
  };
  "post /api/staff/chats/{chat}/form": {
    path: { chat: string };
    body: FormAnswers;
    answer: null;
  };
  "get /api/staff/desks/{desk}/colleagues": {
    path: { desk: string };
    answer: Colleagues;
  };
  "get /api/staff/desks/{desk}/form": {
    path: { desk: string };
    answer: FormDefinition;
  };
  "post /api/staff/desks/{desk}/form": {
    path: { desk: string };
    body: FormDefinition;
    answer: FormVersion;
  };
  "get /api/staff/desks/{desk}/form/{version}": {
    path: { desk: string; version: number };
    answer: FormDefinition;
  };
  "get /api/staff/embedding/{desk}": {
    path: { desk: string };
    answer: Embedding;
  };
  "get /api/staff/factors": {
    answer: Factors;
  };
  "get /api/staff/hours/{desk}": {
    path: { desk: string };
    answer: HoursShown;
  };
  "put /api/staff/hours/{desk}": {
    path: { desk: string };
    body: HoursBody;
    answer: null;
  };
  "post /api/staff/hours/{desk}/preview": {
    path: { desk: string };
    body: HoursBody;
    answer: HoursPreview;
  };
  "post /api/staff/login": {
    body: Login;
    answer: Signed;
  };
  "post /api/staff/logout": {
    answer: null;
  };
  "post /api/staff/logout-everywhere": {
    answer: Ended;
  };
  "get /api/staff/me": {
    answer: Signed;
  };
  "get /api/staff/neighbours/{desk}": {
    path: { desk: string };
    answer: OtherDesks;
  };
  "get /api/staff/oidc": {
    answer: Provider;
  };
  "post /api/staff/passkey/login": {
    body: Assertion;
    answer: Signed;
  };
  "post /api/staff/passkey/login/options": {
    answer: WebAuthnOptions;
  };
  "post /api/staff/passkey/register": {
    body: NewPasskey;
    answer: Signed;
  };
  "post /api/staff/passkey/register/options": {
    body: Confirmation;
    answer: WebAuthnOptions;
  };
  "delete /api/staff/passkeys/{id}": {
    path: { id: string };
    answer: Signed;
  };
  "post /api/staff/password": {
    body: NewPassword;
    answer: Signed;
  };
  "get /api/staff/publications": {
    query: { desk: string; from?: string; to?: string; language?: string; format?: "json" | "csv" | "xlsx" | "html"; locale?: "nl" | "fr" | "de" | "en"; separator?: "comma" | "semicolon" | "tab"; decimal?: "point" | "comma" };
    answer: Quarters;
  };
  "post /api/staff/recovery": {
    body: Confirmation;
    answer: Recovery;
  };
  "get /api/staff/replies": {
    query: { desk: string };
    answer: Replies;
  };
  "post /api/staff/replies": {
    body: ReplyBody;
    answer: Reply;
  };
  "put /api/staff/replies/{id}": {
    path: { id: string };
    body: ReplyBody;
    answer: null;
  };
  "delete /api/staff/replies/{id}": {
    path: { id: string };
    query: { desk: string };
    answer: null;
  };
  "get /api/staff/reports/{name}": {
    path: { name: string };
    query: { desk: string; from?: string; to?: string; by?: string; dimension?: string; cross?: string; language?: string; format?: "json" | "csv" | "xlsx"; locale?: "nl" | "fr" | "de" | "en"; separator?: "comma" | "semicolon" | "tab"; decimal?: "point" | "comma" };
    answer: ReportShown;
  };
  "get /api/staff/resources": {
    query: { desk: string };
    answer: Resources;
  };
  "post /api/staff/resources": {
    body: ResourceBody;
    answer: Resource;
  };
  "put /api/staff/resources/{id}": {
    path: { id: string };
    body: ResourceBody;
    answer: null;
  };
  "delete /api/staff/resources/{id}": {
    path: { id: string };
    query: { desk: string };
    answer: null;
  };
  "get /api/staff/settings/{desk}": {
    path: { desk: string };
    answer: SettingsShown;
  };
  "put /api/staff/settings/{desk}": {
    path: { desk: string };
    body: SettingsChange;
    answer: null;
  };
  "get /api/staff/sign-ins": {
    answer: SignIns;
  };
  "post /api/staff/sign-ins/{id}/end": {
    path: { id: string };
    answer: null;
  };
  "post /api/staff/socket-ticket": {
    answer: SocketTicket;
  };
  "post /api/staff/totp/confirm": {
    body: TotpCode;
    answer: Signed;
  };
  "post /api/staff/totp/off": {
    body: Confirmation;
    answer: Signed;
  };
  "post /api/staff/totp/start": {
    body: Confirmation;
    answer: TotpOffer;
  };
}
