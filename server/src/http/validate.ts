import { sentence } from "@taskwright/api/sentence.ts";
import type { z } from "zod";
import { fieldSentence } from "./field-sentence.ts";
import { AppError, type ErrorCode } from "../errors.ts";

export type Place = "params" | "query" | "body";

/** What the schema makes of the value, or an error that names each field and what is wrong with it. */
export function validate<T extends z.ZodType>(schema: T, value: unknown, place: Place): z.output<T> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.slice(0, MAX_ISSUES).map((issue) => ({
    path: fieldPath(issue.path),
    message: issue.message,
    sentence: fieldSentence(issue),
  }));
  const [first] = issues;
  throw new AppError(
    CODES[place],
    `${LABELS[place]}${first?.path ? ` "${first.path}"` : ""}: ${first?.message ?? "not valid"}.`,
    { details: { in: place, issues }, sentence: sentence("refused.fields", {}) },
  );
}

const MAX_ISSUES = 50;
const CODES: Record<Place, ErrorCode> = { params: "invalid", query: "invalid", body: "unprocessable" };
const LABELS: Record<Place, string> = { params: "In the path", query: "In the query", body: "In the body" };

/** ["tasks", 3, "inputs", "due date"] -> tasks[3].inputs["due date"] */
export function fieldPath(path: readonly PropertyKey[]): string {
  return path
    .map((key, index) => {
      if (typeof key === "number") return `[${key}]`;
      const name = String(key);
      if (!/^[\p{L}_$][\p{L}\p{N}_$-]*$/u.test(name)) return `[${JSON.stringify(name)}]`;
      return index === 0 ? name : `.${name}`;
    })
    .join("");
}
