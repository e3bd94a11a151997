// The same vectors as the server's script and the Python client.
import { expect, it } from "vitest";
import vectors from "../../../tests/vectors/senders.json";
import type { EntryKind, Who } from "../protocol";
import { mayWrite } from "./senders";

it.each(vectors)("$who writes $kind: $may", ({ who, kind, may }) => {
  expect(mayWrite({ who: who as Who, kind: kind as EntryKind })).toBe(may);
});
