// A list kept by the server, as a signal: loaded when its page opens, loaded again after each change.

import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { attempt } from "../../staff/ui/attempt";
import { untilThere } from "../../staff/until-there";

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
  const here = useRef(true);
  /** Resolves at the first answer; where none can be had yet, it is asked for as long as the page is open. */
  const reload = () =>
    new Promise<void>((answered) => {
      asked.current += 1;
      const mine = asked.current;
      const failed = (code: string) => {
        error.value = code;
        answered();
      };
      untilThere(load, () => here.current && mine === asked.current, failed).then((found) => {
        if (found !== null) [value.value, error.value] = [found, ""];
        answered();
      });
    });
  const change = async (how: () => Promise<unknown>) => {
    const worked = await attempt(how);
    if (worked) await reload();
    return worked;
  };
  useEffect(() => {
    here.current = true;
    reload();
    return () => {
      here.current = false;
    };
  }, on);
  return { value: value.value, error: error.value, change, reload, load };
}
