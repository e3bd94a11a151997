// A list kept by the server, as a signal: loaded when its page opens, loaded again after each change.

import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { attempt } from "../../staff/account/attempt";
import { codeOf } from "../../staff/http";

export interface Remote<T> {
  readonly value: T | null;
  readonly error: string;
  /** Do something, say how it went, and read the list anew; true when it worked. */
  change: (how: () => Promise<unknown>) => Promise<boolean>;
  reload: () => Promise<void>;
}

export function useRemote<T>(load: () => Promise<T>, on: readonly unknown[] = []): Remote<T> {
  const value = useSignal<T | null>(null);
  const error = useSignal("");
  const reload = async () => {
    try {
      value.value = await load();
      error.value = "";
    } catch (thrown) {
      error.value = codeOf(thrown);
    }
  };
  const change = async (how: () => Promise<unknown>) => {
    const worked = await attempt(how);
    if (worked) await reload();
    return worked;
  };
  useEffect(() => {
    reload();
  }, on);
  return { value: value.value, error: error.value, change, reload };
}
