// What a page needs and nobody waits for: asked for until it comes, or nobody wants it any more.
import { useEffect } from "preact/hooks";
import { codeOf } from "../shared/ask";
import { pause, persist } from "../shared/persist";

/** Null when it is not wanted any more, or refused for good. `failed` hears why each time that it did not come. */
export async function untilThere<T>(
  asked: () => Promise<T>,
  wanted: () => boolean,
  failed: (code: string) => void = () => undefined,
): Promise<T | null> {
  const once = () =>
    asked().catch((thrown: unknown) => {
      if (wanted()) failed(codeOf(thrown));
      throw thrown;
    });
  const wait = async (ms: number) => {
    await pause(ms);
    if (!wanted()) throw new Error("not wanted any more");
  };
  const found = await persist(once, wait).catch(() => null);
  return wanted() ? found : null;
}

/** Begins something for a part of a page, which is `shown` until it has gone. */
export function useWhileShown(begin: (shown: () => boolean) => unknown): void {
  useEffect(() => {
    let here = true;
    begin(() => here);
    return () => {
      here = false;
    };
  }, []);
}
