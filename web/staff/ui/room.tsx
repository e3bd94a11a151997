// How much room a field has left, near its limit and beyond: seen at each key, said when the hand rests.
import { t } from "../../shared/i18n";
import { useRoom } from "../../shared/ui/composing";

export const overWords = (left: number): string => t("staff.over", { count: -left });
const words = (left: number): string => (left < 0 ? overWords(left) : t("staff.left", { count: left }));

export function RoomLeft({ of, most }: { of: string; most: number }) {
  const { left, shown, said } = useRoom(of, most);
  return (
    <>
      {shown && (
        <span class={left < 0 ? "field-error" : "muted small"} aria-hidden="true" data-testid="room">
          {words(left)}
        </span>
      )}
      <span class="visually-hidden" role="status">
        {said === null ? "" : words(said)}
      </span>
    </>
  );
}
