// A list kept by the server, as a signal: loaded when its page opens, loaded again after each change.

import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { codeOf } from "../../shared/ask";
import { attempt } from "../../staff/ui/attempt";

export interface Remote<T> {
  readonly value: T | null;
  readonly error: string;
  /** Do something, say how it went, and read the list anew; true when it worked. */
  change: (how: () => Promise<unknown>) => Promise<boolean>;
  reload: () => Promise<void>;
  /** As it is by now, for who changes a part of it. */
  load: () => Promise<T>;
}

export function useRemote<T>(load: () => Promise<T>, on: readonly unknown[] = []): Remote<T> {
  const value = useSignal<T | null>(null);
  const error = useSignal("");
  const asked = useRef(0);
  const reload = async () => {
    asked.current += 1;
    const mine = asked.current;
    const [found, code] = await load().then(
      (answer) => [answer, ""] as const,
      (thrown: unknown) => [null, codeOf(thrown)] as const,
    );
    if (mine !== asked.current) return; // a later question has been asked since
    value.value = found ?? value.value;
    error.value = code;
  };
  const change = async (how: () => Promise<unknown>) => {
    const worked = await attempt(how);
    if (worked) await reload();
    return worked;
  };
  useEffect(() => {
    reload();
  }, on);
  return { value: value.value, error: error.value, change, reload, load };
}
