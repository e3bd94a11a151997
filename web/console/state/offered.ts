// A question with answers to tap, as a counsellor writes it: lines at the end that begin with ( ) are the answers. Pure.

import { written as asItLeaves } from "../../shared/clean-text";
import { lengthOf } from "../../shared/length";
import { MAX_ANSWER, MAX_ANSWERS } from "../../shared/payloads";

const LEAST_ANSWERS = 2;
const ANSWER = /^[ \t]*\([ \t]?\)[ \t]*(.*)$/;

export interface Offered {
  readonly text: string;
  readonly answers: readonly string[];
  /** Why it cannot leave like this. */
  readonly wrong: "" | "question" | "few" | "many" | "long";
}

function wrongOf(text: string, answers: readonly string[]): Offered["wrong"] {
  if (answers.length === 0) return "";
  if (text === "") return "question";
  if (answers.length < LEAST_ANSWERS) return "few";
  if (answers.length > MAX_ANSWERS) return "many";
  return answers.some((answer) => lengthOf(answer) > MAX_ANSWER) ? "long" : "";
}

/** Empty lines between and after the answers count for nothing, nor does an answer without words. */
export function offered(draft: string): Offered {
  const written = asItLeaves(draft);
  const lines = written.split("\n");
  let end = lines.length;
  while (end > 0 && (ANSWER.test(lines[end - 1] ?? "") || lines[end - 1]?.trim() === "")) end -= 1;
  const marked = lines.slice(end).filter((line) => ANSWER.test(line));
  if (marked.length === 0) return { text: written, answers: [], wrong: "" };
  const answers = marked.map((line) => ANSWER.exec(line)?.[1]?.trim() ?? "").filter(Boolean);
  const text = lines.slice(0, end).join("\n").trim();
  const wrong = answers.length === 0 ? "few" : wrongOf(text, answers);
  return { text, answers, wrong };
}

/** Room for two answers behind what is written, and where the first of them begins. */
export function withRoom(written: string): { text: string; at: number } {
  const asked = written.trimEnd();
  const text = `${asked}\n( ) `;
  return { text: `${text}\n( ) `, at: text.length };
}
