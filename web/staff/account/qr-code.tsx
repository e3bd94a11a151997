// A text as a QR code: black on white whatever the theme, with the quiet margin that scanners need.

import { generate } from "lean-qr";

const MARGIN = 4;

export function QrCode({ text, label }: { text: string; label: string }) {
  const code = generate(text);
  const side = code.size + 2 * MARGIN;
  const places = Array.from({ length: code.size }, (_, place) => place);
  const row = (y: number) =>
    places.filter((x) => code.get(x, y)).map((x) => `M${x + MARGIN} ${y + MARGIN}h1v1h-1z`);
  return (
    <svg
      class="qr-code"
      viewBox={`0 0 ${side} ${side}`}
      role="img"
      aria-label={label}
      shape-rendering="crispEdges"
    >
      <rect width={side} height={side} fill="#fff" />
      <path d={places.flatMap(row).join("")} fill="#000" />
    </svg>
  );
}
