// How much room a field has left, near its limit and beyond: seen at each key, said when the hand rests.
import type { JSX } from "preact";
import { t } from "../../shared/i18n";
import { useRoom } from "../../shared/ui/composing";

const words = (left: number): string =>
  left < 0 ? t("widget.composer.over", { count: -left }) : t("widget.composer.left", { count: left });

/** `text` after a field that is too long says what becomes of the rest, where that is not simply refused. */
export function Counter({ of, most, then = "" }: { of: string; most: number; then?: string }): JSX.Element {
  const { left, shown, said } = useRoom(of, most);
  return (
    <>
      {shown && (
        <p class={left < 0 ? "counter over" : "counter"} aria-hidden="true">
          {words(left)} {left < 0 && then}
        </p>
      )}
      <span class="visually-hidden" role="status">
        {said === null ? "" : `${words(said)} ${said < 0 ? then : ""}`}
      </span>
    </>
  );
}
