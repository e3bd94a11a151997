// A table that scrolls by itself on narrow screens, reachable by keyboard.

import type { ComponentChildren } from "preact";

interface Props {
  caption: string;
  heads: readonly string[];
  children: ComponentChildren;
  empty?: string | false;
}

export const Table = ({ caption, heads, children, empty }: Props) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
  <section class="scroll" tabIndex={0} aria-label={caption}>
    <table>
      <caption class="visually-hidden">{caption}</caption>
      <thead>
        <tr>
          {heads.map((head) => (
            <th scope="col" key={head}>
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
    {empty && <p class="empty muted">{empty}</p>}
  </section>
);
