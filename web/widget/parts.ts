// The screens: some are here from the start, the others come when they are needed, or before when that is likely.
import type { ComponentType } from "preact";
import type { Screen } from "./store";

type Later = () => Promise<ComponentType>;

const here = new Map<Screen, ComponentType>();
const later = new Map<Screen, Later>();

/** Said once by the page's entry, which knows all screens. */
export function provide(
  now: Partial<Record<Screen, ComponentType>>,
  then: Partial<Record<Screen, Later>>,
): void {
  for (const [screen, view] of Object.entries(now)) here.set(screen as Screen, view);
  for (const [screen, come] of Object.entries(then)) later.set(screen as Screen, come);
}

/** What draws this screen; undefined while it has not come. */
export const viewOf = (screen: Screen): ComponentType | undefined => here.get(screen);

/** Rejects when it did not come: the network is gone, or the page is older than the server. */
export async function fetchPart(screen: Screen): Promise<void> {
  const come = later.get(screen);
  if (!here.has(screen) && come) here.set(screen, await come());
}

/** Fetches a screen that is likely to be next, once the page has nothing better to do. */
export function fetchAhead(screen: Screen): void {
  const soon = globalThis.requestIdleCallback ?? setTimeout;
  soon(() => void fetchPart(screen).catch(() => undefined));
}
