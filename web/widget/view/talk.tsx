// A chat from the queue to its end: waiting while nobody is there, then the conversation.
import type { JSX } from "preact";
import { useEffect, useLayoutEffect } from "preact/hooks";
import { mayTakeFocus } from "../host";
import { fetchLater } from "../later";
import { refuseFiles } from "../no-files";
import { talk } from "../store";
import { Chat } from "./chat";
import { Loading } from "./loading";
import { Waiting } from "./waiting";

/** Who was writing while they waited goes on writing; whoever else had the focus finds it at the heading. */
function useKeptFocus(chatting: boolean): void {
  const wrote = document.activeElement?.id === "draft";
  useLayoutEffect(() => {
    if (document.activeElement !== document.body || !mayTakeFocus()) return;
    document.querySelector<HTMLElement>(wrote && chatting ? "#message" : "h1")?.focus();
  }, [chatting]);
}

export function Talk(): JSX.Element {
  const conversation = talk.value;
  useEffect(fetchLater, []);
  useEffect(refuseFiles, []);
  const state = conversation?.state.value;
  const begun = !!conversation && conversation.lines.value.length > 0;
  const chatting = state ? state.state === "active" : begun;
  useKeptFocus(chatting);
  if (!conversation) return <Loading />;
  return chatting ? <Chat talk={conversation} /> : <Waiting talk={conversation} />;
}
