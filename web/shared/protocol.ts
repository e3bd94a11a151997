// The frames of the wire. Made by `hearline docs write` from chat/protocol; do not edit.

export const VERSION = 2;
export const MAX_FRAME_BYTES = 16384;
export const CLOSE = {
  going_away: 4000,
  slow_reader: 4001,
  ping_timeout: 4002,
  internal: 4003,
  hello_late: 4005,
  stale_ticket: 4006,
  bad_hello: 4100,
  bad_token: 4101,
  newer_connection: 4102,
  chat_ended: 4103,
  signed_out: 4105,
  outdated: 4107,
  wish_denied: 4108,
  sign_in_over: 4109,
  abuse: 4106,
} as const;

export type Who = "teen" | "counsellor" | "supervisor";
export type EntryKind = "text" | "grant" | "note" | "share";
export type Priority = 1 | 2 | 3;
export type Status = "available" | "away" | "finishing" | "offline";
export type ChatState = "waiting" | "offered" | "active" | "wrap_up" | "closed";
export type EndReason = "finished" | "left" | "abandoned" | "lost" | "turned_away" | "blocked" | "moved";
export type Service = "open" | "closing" | "closed";

export interface Wish {
  desk: string;
  language: string;
  topic?: string;
  age_band?: "lt12" | "12_13" | "14_15" | "16_18" | "adult" | "unknown";
  skills?: string[];
  danger?: boolean;
  how_bad?: number;
  channel?: "web" | "embed";
  pass?: string;
}
export interface HelloTeen {
  t: "hello_teen";
  v: number;
  token: string;
  ticket?: string;
  wish?: Wish | null;
  epoch?: string;
  seq?: number;
  stamp?: string;
  place?: string;
}
export interface Work {
  t: "work";
  answer: string;
}
export interface Send {
  t: "send";
  chat: string;
  fence: number;
  kid: string;
  cid: string;
  n: number;
  kind: EntryKind;
  body: string;
}
export interface Seen {
  t: "seen";
  chat: string;
  seq: number;
  who?: Who;
}
export interface Typing {
  t: "typing";
  chat: string;
  on: boolean;
  who?: Who;
}
export interface Quiet {
  t: "quiet";
  chat: string;
  why: "" | "thinking" | "asked";
  left_ms?: number;
}
export interface Entry {
  seq: number;
  who: Who;
  cid: string;
  n: number;
  fence: number;
  kid: string;
  kind: EntryKind;
  body: string;
  stamp: string;
  place: string;
}
export interface Refill {
  t: "refill";
  chat: string;
  epoch: string;
  entries: Entry[];
  last: boolean;
}
export interface Pong {
  t: "pong";
}
export interface BoxKey {
  t: "box_key";
  chat: string;
  handle: string;
  key: string;
}
export interface AskCode {
  t: "ask_code";
  chat: string;
}
export interface Leave {
  t: "leave";
  chat: string;
}
export interface ChooseLanguage {
  t: "choose_language";
  chat: string;
  language: string;
}
export interface Key {
  kid: string;
  public: string;
}
export interface Cursor {
  chat: string;
  epoch?: string;
  seq?: number;
  stamp?: string;
  place?: string;
  ticket?: string;
  key?: Key | null;
}
export interface Box {
  handle: string;
  key: string;
}
export interface HelloStaff {
  t: "hello_staff";
  v: number;
  ticket: string;
  desk: string;
  chats?: Cursor[];
  watch?: boolean;
  status?: Status | null;
  box?: Box | null;
}
export interface SetStatus {
  t: "set_status";
  id: string;
  status: Status;
  reason?: string;
}
export interface Accept {
  t: "accept";
  id: string;
  chat: string;
  fence: number;
  key: Key;
}
export interface Decline {
  t: "decline";
  id: string;
  chat: string;
  fence: number;
}
export interface Finish {
  t: "finish";
  id: string;
  chat: string;
  fence: number;
  heavy?: boolean;
}
export interface Ready {
  t: "ready";
  id: string;
  chat: string;
}
export interface ExtendWrapUp {
  t: "extend_wrap_up";
  id: string;
  chat: string;
}
export interface Note {
  cid: string;
  kid: string;
  body: string;
}
export interface Transfer {
  t: "transfer";
  id: string;
  chat: string;
  fence: number;
  to?: string;
  language?: string;
  skill?: string;
  note?: Note | null;
}
export interface Invite {
  t: "invite";
  id: string;
  chat: string;
  fence: number;
  supervisor?: string;
}
export interface Enter {
  t: "enter";
  id: string;
  chat: string;
  key: Key;
}
export interface TakeAnew {
  t: "take_anew";
  id: string;
  chat: string;
  fence: number;
  key: Key;
}
export interface StepOut {
  t: "step_out";
  id: string;
  chat: string;
}
export interface ProposeBlock {
  t: "propose_block";
  id: string;
  chat: string;
  fence: number;
  hours?: number;
}
export interface ConfirmBlock {
  t: "confirm_block";
  id: string;
  chat: string;
  yes: boolean;
  hours?: number;
}
export interface Breather {
  t: "breather";
  id: string;
  minutes: number;
}
export interface SetCounsellor {
  t: "set_counsellor";
  id: string;
  staff: string;
  status?: Status | null;
  capacity?: number | null;
  languages?: string[] | null;
  skills?: string[] | null;
}
export interface Requeue {
  t: "requeue";
  id: string;
  chat: string;
}
export interface SetPriority {
  t: "set_priority";
  id: string;
  chat: string;
  priority: Priority;
}
export interface Assign {
  t: "assign";
  id: string;
  chat: string;
  staff: string;
}
export interface SetService {
  t: "set_service";
  id: string;
  mode: "open" | "closing" | "closed" | "auto";
}
export interface GetTrace {
  t: "get_trace";
  id: string;
  chat?: string;
}
export interface Error {
  t: "error";
  code: string;
  ref?: string;
  field?: string;
  retry?: boolean;
}
export interface Log {
  t: "log";
  chat: string;
  epoch: string;
  fence: number;
  head: number;
  n: number;
  peer_seen?: number;
  refill?: boolean;
  lost?: boolean;
}
export interface EntryFrame {
  t: "entry";
  chat: string;
  seq: number;
  who: Who;
  cid: string;
  n: number;
  fence: number;
  kid: string;
  kind: EntryKind;
  body: string;
  stamp: string;
  place: string;
}
export interface Withheld {
  t: "withheld";
  chat: string;
  seq: number;
  stamp?: string;
  place?: string;
}
export interface Ack {
  t: "ack";
  chat: string;
  cid: string;
  seq: number;
  stamp: string;
  place: string;
}
export interface Presence {
  t: "presence";
  chat: string;
  who: Who;
  online: boolean;
}
export interface Ping {
  t: "ping";
}
export interface Drain {
  t: "drain";
  within_ms: number;
}
export interface Holder {
  who: Who;
  name: string;
  key?: Key | null;
  occurrence?: string;
}
export interface Coming {
  occurrence: string;
  who: Who;
  name: string;
  what: "came" | "left" | "lost" | "handed_on";
  fence: number;
}
export interface TeenState {
  t: "teen_state";
  chat: string;
  state: ChatState;
  fence: number;
  language: string;
  ticket: string;
  holders?: Holder[];
  served?: boolean;
  others?: string[];
  requeued?: "" | "lost" | "transfer" | "supervisor";
  end?: EndReason | null;
  grace_ms?: number;
  kept_ms?: number;
  comings?: Coming[];
  talked_s?: number;
}
export interface Position {
  t: "position";
  chat: string;
  position: number;
  low_s: number;
  high_s: number;
}
export interface WorkNeeded {
  t: "work_needed";
  challenge: Record<string, unknown>;
}
export interface Joined {
  t: "joined";
  chat: string;
  pass: string;
}
export interface WishRefused {
  t: "wish_refused";
  code:
    | "closed"
    | "closing"
    | "full"
    | "blocked"
    | "too_many"
    | "unavailable"
    | "unknown_language"
    | "unknown_desk"
    | "bad_value";
  field?: string;
  retry_s?: number;
}
export interface ReturnCode {
  t: "return_code";
  chat: string;
  words: string[];
  left_ms: number;
}
export interface StaffSelf {
  staff: string;
  name: string;
  role: "counsellor" | "supervisor" | "admin";
  status: Status;
  capacity: number;
  languages: string[];
  skills?: string[];
  reason?: string;
  why?: string;
  breather_ms?: number;
}
export interface StaffChat {
  chat: string;
  state: ChatState;
  fence: number;
  language: string;
  priority: Priority;
  skills?: string[];
  topic?: string;
  age_band?: string;
  how_bad?: number;
  waited_s?: number;
  role?: Who;
  kid?: string;
  ticket?: string;
  left_ms?: number;
  end?: EndReason | null;
  missed_by_all?: boolean;
  previous?: number;
  block?: "" | "proposed" | "confirmed" | "refused";
  talked_s?: number;
  moved?: number;
}
export interface StaffState {
  t: "staff_state";
  me: StaffSelf;
  chats: StaffChat[];
}
export interface StaffSelfChanged {
  t: "staff_self";
  me: StaffSelf;
}
export interface StaffChatChanged {
  t: "staff_chat";
  chat: StaffChat;
}
export interface StaffChatGone {
  t: "staff_chat_gone";
  chat: string;
  why:
    | "expired"
    | "declined"
    | "taken"
    | "transferred"
    | "abandoned"
    | "lost"
    | "requeued"
    | "closed"
    | "blocked";
}
export interface Invited {
  t: "invited";
  chat: string;
  by: string;
  again?: boolean;
}
export interface BlockAsked {
  t: "block_asked";
  chat: string;
  by: string;
  hours: number;
  again?: boolean;
}
export interface AskOver {
  t: "ask_over";
  chat: string;
  ask: "invited" | "block";
}
export interface Ok {
  t: "ok";
  id: string;
}
export interface BoardLanguage {
  language: string;
  waiting: number;
  offered: number;
  active: number;
  longest_wait_s: number;
  available: number;
  unserved?: boolean;
}
export interface BoardStaff {
  staff: string;
  name: string;
  status: Status;
  online: boolean;
  capacity: number;
  load: number;
  languages: string[];
  skills?: string[];
  reason?: string;
  since_s?: number;
  heavy?: boolean;
}
export interface BoardChat {
  chat: string;
  state: ChatState;
  language: string;
  priority: Priority;
  waited_s: number;
  since_s?: number;
  staff?: string;
  missed_by_all?: boolean;
  unserved?: boolean;
  invited?: boolean;
  block_hours?: number;
}
export interface Board {
  t: "board";
  service: Service;
  by: string;
  since_s: number;
  languages: BoardLanguage[];
  staff: BoardStaff[];
  chats: BoardChat[];
  today: Record<string, number>;
  service_level?: number | null;
  abandonment?: number | null;
  occupancy?: number | null;
  range_hit?: number | null;
  closes_in_s?: number | null;
}
export interface Decision {
  chat: string;
  ago_s: number;
  cause: string;
  chosen: string;
  considered: string[];
  passed?: Record<string, string>;
}
export interface Trace {
  t: "trace";
  id: string;
  decisions: Decision[];
}

export type TeenFrame =
  | HelloTeen
  | Work
  | Send
  | Seen
  | Typing
  | Quiet
  | Refill
  | Pong
  | BoxKey
  | AskCode
  | Leave
  | ChooseLanguage;
export type StaffFrame =
  | HelloStaff
  | Send
  | Seen
  | Typing
  | Refill
  | Pong
  | SetStatus
  | Accept
  | Decline
  | Finish
  | Ready
  | ExtendWrapUp
  | Transfer
  | Invite
  | Enter
  | TakeAnew
  | StepOut
  | ProposeBlock
  | ConfirmBlock
  | Breather
  | SetCounsellor
  | Requeue
  | SetPriority
  | Assign
  | SetService
  | GetTrace;
export type ToTeen =
  | Error
  | Log
  | EntryFrame
  | Withheld
  | Ack
  | Seen
  | Typing
  | Presence
  | Ping
  | Drain
  | TeenState
  | Position
  | WorkNeeded
  | Joined
  | WishRefused
  | ReturnCode;
export type ToStaff =
  | Error
  | Log
  | EntryFrame
  | Withheld
  | Ack
  | Seen
  | Typing
  | Quiet
  | Presence
  | Ping
  | Drain
  | StaffState
  | StaffSelfChanged
  | StaffChatChanged
  | StaffChatGone
  | Invited
  | BlockAsked
  | AskOver
  | Ok
  | Board
  | Trace;
