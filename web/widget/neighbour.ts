// To a neighbour's desk, in the place of this one, and back: each page begins from nothing, so nothing goes along.
import { lang } from "../shared/i18n";
import { ask, deskName, placeName } from "./api";

const go = (path: string): void => location.replace(`/widget/${path}?lang=${lang.value}`);

/** Whether the teen came here from another desk. */
export const isOver = (): boolean => placeName !== deskName;
export const goOver = (desk: string): void => go(`${placeName}/${desk}`);
export const goBack = (): void => go(placeName);

/** The teen said yes: counted here, without where to. */
export function sayYes(desk: string): void {
  const visit = { path: { desk: deskName }, body: { language: lang.value, over: true } };
  void ask("post /api/desks/{desk}/visits", visit, { keepalive: true }).catch(() => undefined);
  goOver(desk);
}
