// The desk's colours on this page, as custom properties: its policy lets a script set those. The rest follows in frame.css.
import type { Colours } from "../shared/http";

/** Follows the reader's theme; the answer stops it. */
export function dress({ light, dark }: Colours): () => void {
  const asked = matchMedia("(prefers-color-scheme: dark)");
  const { style, classList } = document.documentElement;
  const put = (): void => {
    const pair = asked.matches ? dark : light;
    classList.toggle("own", Boolean(pair));
    style.setProperty("--accent", pair?.accent ?? "");
    style.setProperty("--on-accent", pair?.on_accent ?? "");
  };
  put();
  asked.addEventListener("change", put);
  return () => asked.removeEventListener("change", put);
}
