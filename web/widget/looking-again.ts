// Before a chat the page may lie open for long: how the desk stands is asked again, so that what it says stays true.
import { useEffect } from "preact/hooks";
import { desk, deskName } from "./api";
import { look } from "./first-look";
import { shown } from "./host";
import { availability, joining, screen } from "./store";

const EVERY_MS = 60_000;

/** Without an answer what was told stays; whoever has pressed Start hears how the desk stands from there. That a desk has
 * opened is asked in a frame that is hidden, too: the button around it says that it is closed. */
async function ask(): Promise<void> {
  if (document.hidden || (!shown.value && screen.value !== "closed")) return;
  const found = await desk(deskName)
    .availability()
    .catch(() => null);
  if (!found || joining.value) return;
  if (screen.value === "closed" && found.service === "open") await look();
  else if (screen.value === "closed" || screen.value === "welcome") availability.value = found;
}

/** Each minute that the page is looked at, and when somebody comes back to it, or opens its frame again. */
export function useLookingAgain(): void {
  useEffect(() => {
    const timer = setInterval(ask, EVERY_MS);
    let before = shown.value;
    const unfollow = shown.subscribe((now) => {
      if (now !== before) void ask();
      before = now;
    });
    document.addEventListener("visibilitychange", ask);
    return () => {
      unfollow();
      clearInterval(timer);
      document.removeEventListener("visibilitychange", ask);
    };
  }, []);
}
