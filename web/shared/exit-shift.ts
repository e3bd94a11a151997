// Shift pressed three times: each press restarts five seconds, any other key starts over.
const PRESSES = 3;
const WITHIN_MS = 5_000;

/** Calls `exit` on the third press, and `left` (when given) with the presses still missing. */
export function exitShift(signal: AbortSignal, exit: () => void, left?: (presses: number) => void): void {
  let count = 0;
  let alone = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const reset = (): void => {
    clearTimeout(timer);
    if (count > 0) left?.(0);
    count = 0;
  };
  const down = ({ key, repeat }: KeyboardEvent): void => {
    if (key === "Shift") alone ||= !repeat;
    else {
      alone = false;
      reset();
    }
  };
  const up = ({ key }: KeyboardEvent): void => {
    if (key !== "Shift" || !alone) return;
    alone = false;
    clearTimeout(timer);
    count += 1;
    left?.(PRESSES - count);
    if (count >= PRESSES) exit();
    else timer = setTimeout(reset, WITHIN_MS);
  };
  addEventListener("keydown", down, { capture: true, signal });
  addEventListener("keyup", up, { capture: true, signal });
  addEventListener("pageshow", reset, { signal });
}
