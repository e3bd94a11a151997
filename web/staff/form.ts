// The desk's form as the server tells it.
import type { FormDefinition } from "../shared/http";
import { ask } from "./ask";

/** Null when it cannot be had. */
export const fetchForm = (desk: string): Promise<FormDefinition | null> =>
  ask("get /api/staff/desks/{desk}/form", { path: { desk } }).catch(() => null);
