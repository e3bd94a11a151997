// The screens: some are here from the start, the others come when they are needed, or before when that is likely.
import { signal } from "@preact/signals-core";
import type { ComponentType } from "preact";
import { addWords } from "../shared/i18n";
import { REST } from "../shared/i18n/rest";
import type { Screen } from "./store";

/** A screen; of the first one what stands below its fold, and how the desk stands; what covers the page. */
export type Part = Screen | "before" | "standing" | "cover";
type Later = () => Promise<ComponentType>;

const here = signal<Partial<Record<Part, ComponentType>>>({});
let later: Partial<Record<Part, Later>> = {};

/** What comes after the first look: course.ts, as far as the first look knows it. */
export interface Course {
  join(): Promise<void>;
  resume(): Promise<void>;
  comeBack(code: string): Promise<string>;
}

let comeCourse: () => Promise<Course> = () => Promise.reject(new Error("none"));

/** Rejects when it did not come. */
export const course = (): Promise<Course> => comeCourse();

/** Said once by the page's entry. */
export function provideCourse(come: () => Promise<Course>): void {
  comeCourse = come;
}

/** Said once by the page's entry, which knows all parts. */
export function provide(now: typeof here.value, then: typeof later): void {
  here.value = now;
  later = then;
}

/** What draws this part; undefined while it has not come. */
export const viewOf = (part: Part): ComponentType | undefined => here.value[part];

/** Rejects when it did not come: the network is gone, or the page is older than the server. */
export async function fetchPart(part: Part): Promise<void> {
  const come = later[part];
  if (here.peek()[part] || !come) return;
  const [view] = await Promise.all([come(), addWords(REST)]);
  here.value = { ...here.peek(), [part]: view };
}

/** Words that are not needed at once: they are there soon, or what is shown says it more generally. */
export const fetchWords = (): void => void addWords(REST).catch(() => undefined);

/** Fetches a part that is likely to be next, once the page has nothing better to do. */
export function fetchAhead(part: Part): void {
  const soon = globalThis.requestIdleCallback ?? setTimeout;
  soon(() => void fetchPart(part).catch(() => undefined));
}
