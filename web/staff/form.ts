// The desk's form as the server tells it, and its labels in the reader's language.
import type { FormDefinition } from "../shared/http";
import { ask } from "./ask";

/** Null when it cannot be had. */
export const fetchForm = (desk: string): Promise<FormDefinition | null> =>
  ask("get /api/staff/desks/{desk}/form", { path: { desk } }).catch(() => null);

/** In the reader's language, else in any it has. */
export const labelOf = (labels: Readonly<Record<string, string>>, language: string, code = ""): string =>
  labels[language] ?? labels.en ?? Object.values(labels)[0] ?? code;
