// What must not type-check does not: each line below is a mistake that the compiler has to find.
import { addressOf, asking } from "./ask";

const ask = asking(() => ({}));

interface Invented {
  made_up: string;
}

export const mistakes = [
  // @ts-expect-error a response type typed by hand
  (): Promise<Invented> => ask("get /api/staff/me"),
  // @ts-expect-error a response type handed in
  () => ask<Invented>("get /api/staff/me"),
  // @ts-expect-error a field the server does not send
  async () => (await ask("get /api/staff/me")).me.nickname,
  // @ts-expect-error an operation that does not exist
  () => ask("get /api/staff/nobody"),
  // @ts-expect-error a body without a field it needs
  () => ask("post /api/staff/login", { body: { name: "an" } }),
  // @ts-expect-error a body with a field of our own
  () => ask("post /api/staff/login", { body: { name: "an", password: "", made_up: "" } }),
  // @ts-expect-error no desk named
  () => ask("get /api/desks/{desk}"),
  // @ts-expect-error a query the operation does not know
  () => addressOf("get /api/staff/replies", { query: { made_up: "" } }),
];
