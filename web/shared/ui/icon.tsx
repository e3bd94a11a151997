// One lucide icon as inline SVG; it says nothing to a screen reader, the text beside it does.
import type { IconNode } from "lucide";
import { h, type JSX, type SVGAttributes } from "preact";

interface IconProps {
  node: IconNode;
  size?: number;
}

export function Icon({ node, size = 20 }: IconProps): JSX.Element {
  return (
    <svg
      class="icon"
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-width="2"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      {node.map(([tag, attributes]) => h(tag, attributes as SVGAttributes<SVGElement>))}
    </svg>
  );
}
