// The canned replies found so far, above the composer: a list box driven from the text field.

import type { Reply } from "../../shared/http";
import { t } from "../../shared/i18n";
import { errorWords } from "../../staff/ui/words";
import { noReplies } from "../library";

interface Props {
  id: string;
  found: readonly Reply[];
  active: number;
  /** Looked for with a slash, by what stands in the box. */
  slash: boolean;
  onPick: (reply: Reply) => void;
}

/** The keys stay in the text field, so that no browser does this by itself. */
const comeIntoView = (one: HTMLElement | null): void => one?.scrollIntoView({ block: "nearest" });

const none = (): string => (noReplies.value ? errorWords(noReplies.value) : t("console.replies.none"));

export const ReplyList = ({ id, found, active, slash, onPick }: Props) => (
  <div class="reply-list">
    <p class="option-head" role="status">
      {found.length ? t("console.replies.hint") : none()}
      {found.length === 0 && slash && ` ${t("console.replies.slash")}`}
    </p>
    <div role="listbox" id={id} aria-label={t("console.replies.title")}>
      {found.map((reply, index) => (
        <button
          key={reply.id}
          type="button"
          id={`${id}-${index}`}
          role="option"
          tabIndex={-1}
          aria-selected={index === active}
          ref={index === active ? comeIntoView : null}
          class={index === active ? "option active" : "option"}
          onMouseDown={(event) => event.preventDefault()} // the box to write in keeps the focus
          onClick={() => onPick(reply)}
        >
          <strong>{reply.title}</strong>
          <span class="muted clip">{reply.text}</span>
        </button>
      ))}
    </div>
  </div>
);
