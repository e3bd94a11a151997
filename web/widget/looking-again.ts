// Before a chat the page may lie open for long: how the desk stands is asked again, so that what it says stays true.
import { useEffect } from "preact/hooks";
import { desk, deskName } from "./api";
import { look } from "./first-look";
import { availability, joining, screen } from "./store";

const EVERY_MS = 60_000;

/** Without an answer what was told stays; whoever has pressed Start hears how the desk stands from there. */
async function ask(): Promise<void> {
  const found = document.hidden
    ? null
    : await desk(deskName)
        .availability()
        .catch(() => null);
  if (!found || joining.value) return;
  if (screen.value === "closed" && found.service === "open") await look();
  else if (screen.value === "closed" || screen.value === "welcome") availability.value = found;
}

/** Each minute that the page is looked at, and when somebody comes back to it. */
export function useLookingAgain(): void {
  useEffect(() => {
    const timer = setInterval(ask, EVERY_MS);
    document.addEventListener("visibilitychange", ask);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", ask);
    };
  }, []);
}
