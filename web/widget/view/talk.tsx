// A chat from the queue to its end: waiting while nobody is there, then the conversation.
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { fetchLater } from "../later";
import { refuseFiles } from "../no-files";
import { talk } from "../store";
import { Chat } from "./chat";
import { Loading } from "./loading";
import { Waiting } from "./waiting";

export function Talk(): JSX.Element {
  const conversation = talk.value;
  useEffect(fetchLater, []);
  useEffect(refuseFiles, []);
  const state = conversation?.state.value;
  if (!conversation) return <Loading />;
  const begun = conversation.lines.value.length > 0;
  const chatting = state ? state.state === "active" : begun;
  return chatting ? <Chat talk={conversation} /> : <Waiting talk={conversation} />;
}
