// Whether the teen asks to go on at another device, or later.
import { signal } from "@preact/signals-core";

export const asksElsewhere = signal(false);
