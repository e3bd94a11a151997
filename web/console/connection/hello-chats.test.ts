// However many chats a console holds, its hello is one frame that the server takes.
import { expect, it } from "vitest";
import { MAX_FRAME_BYTES } from "../../shared/protocol";
import { fitting } from "./hello-chats";

const cursors = (count: number, ticket: string) =>
  Array.from({ length: count }, (_, at) => ({ chat: `c${at}`, ticket }));

it("names all where there is room, in their order", () => {
  const few = cursors(10, "t".repeat(600));
  expect(fitting(few)).toEqual(few);
});

it.each(["t".repeat(700), "é".repeat(350)])(
  "names the first ones of many, in less than one frame",
  (ticket) => {
    const named = fitting(cursors(60, ticket));
    expect(named.map(({ chat }) => chat)).toEqual(cursors(named.length, "").map(({ chat }) => chat));
    expect(new TextEncoder().encode(JSON.stringify(named)).length).toBeLessThan(MAX_FRAME_BYTES - 4_000);
  },
);
