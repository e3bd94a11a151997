// How the page's own connection stands: a dot and a word.
interface Props {
  state: string;
  words: string;
}

export const Connection = ({ state, words }: Props) => (
  <span class={`connection ${state}`} role="status" data-testid="connection" data-state={state}>
    <span class="dot" aria-hidden="true" />
    <span class="connection-words">{words}</span>
  </span>
);
