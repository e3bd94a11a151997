// A page that is hidden for long is put to sleep by some browsers (Edge, Chrome), connection and all: not one that holds a lock.

/** Until the signal says that it is over. A browser without locks, or that grants none here, has none to look at. */
export function stayAwake(signal: AbortSignal): void {
  const over = new Promise<void>((done) => signal.addEventListener("abort", () => done()));
  const { locks } = navigator as Partial<Navigator>;
  locks?.request("hearline", { mode: "shared" }, () => over).catch(() => undefined);
}
