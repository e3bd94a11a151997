// A titled part of the page.

import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";

interface Props {
  title: string;
  aside?: ComponentChildren;
  class?: string;
  children: ComponentChildren;
}

export function Panel({ title, aside, children, class: name = "" }: Props) {
  const id = useId();
  return (
    <section class={`box ${name}`} aria-labelledby={id}>
      <header class="box-head">
        <h2 id={id}>{title}</h2>
        {aside}
      </header>
      {children}
    </section>
  );
}
