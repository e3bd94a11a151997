// A screen that scrolls: heading, content, and what stays in reach at the foot.
import type { ComponentChildren, JSX } from "preact";

interface PageProps {
  title: string;
  children: ComponentChildren;
  foot?: ComponentChildren;
}

export function Page({ title, children, foot }: PageProps): JSX.Element {
  return (
    <>
      <main class="scroll">
        <div class="page stack">
          <h1 tabIndex={-1}>{title}</h1>
          {children}
        </div>
      </main>
      {foot && <footer class="foot">{foot}</footer>}
    </>
  );
}
