// For tests: a view in a page of its own, with the words of a language, and a server that answers what it is told to.
import { effect } from "@preact/signals-core";
import { type ComponentType, render } from "preact";
import { vi } from "vitest";
import type { Operation } from "./ask";
import { type Lang, setLanguage } from "./i18n";

export interface Shown {
  root: HTMLElement;
  text(): string;
  all(selector: string): HTMLElement[];
  press(words: string): void;
  close(): void;
}

const settled = (): Promise<void> => new Promise((done) => setTimeout(done, 0));

/** Draws a view and draws it again whenever a signal it reads changes. */
export async function show(View: ComponentType, language: Lang = "en"): Promise<Shown> {
  await setLanguage(language);
  const root = document.createElement("div");
  document.body.append(root);
  const stop = effect(() => render(<View />, root));
  await settled();
  const all = (selector: string): HTMLElement[] => [...root.querySelectorAll<HTMLElement>(selector)];
  return {
    root,
    text: () => root.textContent?.replaceAll("\u00a0", " ") ?? "",
    all,
    press: (words) =>
      all("button, a")
        .find((one) => one.textContent?.includes(words))
        ?.click(),
    close: () => {
      stop();
      render(null, root);
      root.remove();
    },
  };
}

/** Lets what was asked for come, and the view be drawn with it. */
export async function drawn(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await settled();
}

/** Waits for what is bound to come, however busy the machine is. */
export const soon = <T,>(check: () => T | Promise<T>): Promise<T> => vi.waitFor(check, { timeout: 20_000 });

type Answers = Partial<Record<Operation, unknown>>;

/** What was asked, as `method path`; what has no answer here is refused with the code `unavailable`. */
export function server(answers: Answers): string[] {
  const asked: string[] = [];
  const routes = Object.entries(answers).map(([operation, answer]) => {
    const pattern = operation.replace(/\{\w+\}/g, "[^/?]+");
    return { pattern: new RegExp(`^${pattern}(\\?.*)?$`), answer };
  });
  const reply = async (path: string, { method = "GET" }: RequestInit = {}): Promise<Response> => {
    const operation = `${method.toLowerCase()} ${path}`;
    asked.push(operation);
    const found = routes.find(({ pattern }) => pattern.test(operation));
    if (!found) return new Response(JSON.stringify({ code: "unavailable" }), { status: 503 });
    return found.answer === null
      ? new Response(null, { status: 204 })
      : new Response(JSON.stringify(found.answer), { status: 200 });
  };
  vi.stubGlobal("fetch", reply);
  return asked;
}

/** Enter, as a browser tells it; happy-dom knows no keyCode of its own. */
export function enter({ keyCode = 13, isComposing = false }): KeyboardEvent {
  const event = new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true, isComposing });
  return Object.defineProperty(event, "keyCode", { value: keyCode });
}

/** Words in a script that runs from right to left. */
export const HEBREW = "שלום, אני נועה";
/** As long as a message may be, without a place to break. */
export const LONG = "x".repeat(2_000);
