// What this page is, and at which desk, for who has several.
import { desk, me } from "./session";

export const Brand = ({ place }: { place: string }) => (
  <p class="brand">
    Hearline <span class="brand-place">{place}</span>
    {(me.value?.desks.length ?? 0) > 1 && <span class="chip">{desk.value}</span>}
  </p>
);
