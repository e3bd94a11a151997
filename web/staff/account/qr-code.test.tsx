// @vitest-environment happy-dom
// The QR code of a new code app, read back as a scanner finds it: quiet margin, finder patterns, its name.

import { render } from "preact";
import { expect, test } from "vitest";
import { QrCode } from "./qr-code";

const URI =
  "otpauth://totp/Hearline:an?secret=ABCDEFGHIJKLMNOPQRSTUVWXYZ234567&issuer=Hearline&digits=6&period=30";
const FINDER = ["#######", "#.....#", "#.###.#", "#.###.#", "#.###.#", "#.....#", "#######"];

function drawn(text: string) {
  const root = document.createElement("div");
  render(<QrCode text={text} label="the code" />, root);
  const svg = root.querySelector("svg");
  const places =
    svg
      ?.querySelector("path")
      ?.getAttribute("d")
      ?.matchAll(/M(\d+) (\d+)h1v1h-1z/g) ?? [];
  const dark = new Set([...places].map(([, x, y]) => `${x},${y}`));
  const side = Number(svg?.getAttribute("viewBox")?.split(" ")[2]);
  const part = (x: number, y: number) =>
    FINDER.map((line, down) =>
      [...line].map((_, on) => (dark.has(`${x + on},${y + down}`) ? "#" : ".")).join(""),
    );
  return { svg, dark, side, part };
}

test("a scanner finds the three corners inside a margin of four", () => {
  const { dark, side, part } = drawn(URI);
  for (const [x, y] of [
    [4, 4],
    [side - 11, 4],
    [4, side - 11],
  ] as const)
    expect(part(x, y)).toEqual(FINDER);
  const outside = [...dark].filter((place) =>
    place.split(",").some((at) => Number(at) < 4 || Number(at) >= side - 4),
  );
  expect(outside).toEqual([]);
});

test("it is an image with a name, and another text draws another one", () => {
  const { svg, dark } = drawn(URI);
  expect([svg?.getAttribute("role"), svg?.getAttribute("aria-label")]).toEqual(["img", "the code"]);
  expect([...drawn(URI.replace("ABC", "CBA")).dark]).not.toEqual([...dark]);
});
