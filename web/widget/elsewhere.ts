// Going on at another device, or later: whether the teen asks for it, and leaving this one without giving up the place.
import { signal } from "@preact/signals-core";
import { neutral } from "./door";
import { quickExit } from "./exit";
import { talk } from "./store";

export const asksElsewhere = signal(false);

/** Nothing stays here, and nothing ends: the place is kept for who comes with the code. */
export const leaveDevice = (): void =>
  quickExit({ credentials: null, destroy: () => talk.value?.quit(), to: neutral() });
