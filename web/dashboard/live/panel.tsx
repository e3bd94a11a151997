// A titled part of the page.

import type { ComponentChildren } from "preact";

interface Props {
  title: string;
  aside?: ComponentChildren;
  class?: string;
  children: ComponentChildren;
}

export const Panel = ({ title, aside, children, class: name = "" }: Props) => (
  <section class={`box ${name}`}>
    <header class="box-head">
      <h2>{title}</h2>
      {aside}
    </header>
    {children}
  </section>
);
