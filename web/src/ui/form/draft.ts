import type { FileRef } from "@taskwright/api/file.ts";
import type { FieldIssue } from "../../api/problem.ts";
import { text } from "../../text.ts";
import { readNumber, writeNumber } from "./amount.ts";
import { fieldKind, type JsonSchema } from "./schema.ts";

/**
 * What a form holds while someone types: numbers, dates, choices and JSON as the text in their
 * field, so that "12," is neither lost nor corrected under the fingers.
 */
export type Draft = string | boolean | FileRef | UploadDraft | null | Draft[] | { [name: string]: Draft };
export interface UploadDraft {
  uploading: true;
}

export function draftOf(schema: JsonSchema, value: unknown = schema.default): Draft {
  const field = fieldKind(schema);
  switch (field.kind) {
    case "text":
      return typeof value === "string" ? (field.format === "date-time" ? localMoment(value) : value) : "";
    case "number":
    case "money":
      return typeof value === "number" || (field.kind === "money" && typeof value === "string" && value !== "")
        ? writeNumber(value)
        : "";
    case "yes":
      return value === true;
    case "choice":
      return value === undefined || value === null ? "" : JSON.stringify(value);
    case "choices":
      return Array.isArray(value) ? value.map((member) => JSON.stringify(member)) : [];
    case "file":
      return isObject(value) && typeof value.file === "number" ? (value as unknown as FileRef) : null;
    case "list":
      return Array.isArray(value) ? value.map((member) => draftOf(field.items, member)) : [];
    case "group": {
      const given = isObject(value) ? value : {};
      return Object.fromEntries(
        field.members.map(({ name, schema: member }) => [
          name,
          draftOf(member, Object.hasOwn(given, name) ? given[name] : member.default),
        ]),
      );
    }
    case "json":
      return value === undefined ? "" : JSON.stringify(value, null, 2);
  }
}

export interface ReadForm {
  /** undefined where nothing was filled in */
  value: unknown;
  issues: FieldIssue[];
}

/** The value that a draft stands for, and what is still wrong with it, field by field. */
export function readDraft(schema: JsonSchema, draft: Draft, required = true): ReadForm {
  const issues: FieldIssue[] = [];
  const value = read(schema, draft, required, "", issues);
  return { value, issues };
}

function read(schema: JsonSchema, draft: Draft, required: boolean, path: string, issues: FieldIssue[]): unknown {
  const field = fieldKind(schema);
  const refuse = (message: string): undefined => void issues.push({ path, message });

  switch (field.kind) {
    case "yes":
      return draft === true;
    case "file":
      if (isObject(draft) && "uploading" in draft) return refuse(text.forms.stillUploading);
      return isObject(draft)
        ? { file: (draft as unknown as FileRef).file }
        : required
          ? refuse(text.forms.fileNeeded)
          : undefined;
    case "choices": {
      const chosen = Array.isArray(draft) ? draft : [];
      if (chosen.length === 0 && !required) return undefined;
      countProblems(schema, chosen.length, path, issues);
      return chosen.map((json) => JSON.parse(json as string) as unknown);
    }
    case "list":
      return readList(schema, field.items, Array.isArray(draft) ? draft : [], required, path, issues);
    case "group": {
      const given = isObject(draft) ? (draft as Record<string, Draft>) : {};
      // an optional group that nobody touched is not there, so nothing in it is missing
      if (!required && isUntouched(schema, given)) return undefined;
      const value: Record<string, unknown> = {};
      for (const member of field.members) {
        const read_ = read(
          member.schema,
          given[member.name] ?? null,
          member.required,
          `${path}/${pointerPart(member.name)}`,
          issues,
        );
        if (read_ !== undefined) value[member.name] = read_;
      }
      return value;
    }
    default: {
      const written = typeof draft === "string" ? draft : "";
      if (written.trim() === "") return required ? refuse(text.forms.required) : undefined;
      const problem =
        field.kind === "text"
          ? textProblem(schema, written, field.format)
          : field.kind === "number"
            ? numberProblem(schema, written, field.whole)
            : field.kind === "money"
              ? moneyProblem(schema, written, field.as)
              : null;
      if (problem) return refuse(problem);
      if (field.kind === "number") return Number(readNumber(written));
      if (field.kind === "money") return field.as === "number" ? Number(readNumber(written)) : readNumber(written);
      if (field.kind === "text") return field.format === "date-time" ? new Date(written).toISOString() : written;
      try {
        return JSON.parse(written) as unknown;
      } catch (error) {
        return refuse(
          field.kind === "choice"
            ? text.forms.choice
            : text.forms.json(error instanceof Error ? error.message : String(error)),
        );
      }
    }
  }
}

function readList(
  schema: JsonSchema,
  items: JsonSchema,
  drafts: Draft[],
  required: boolean,
  path: string,
  issues: FieldIssue[],
): unknown {
  if (drafts.length === 0 && !required) return undefined;
  countProblems(schema, drafts.length, path, issues);
  return drafts.map((draft, index) => read(items, draft, true, `${path}/${index}`, issues));
}

function countProblems(schema: JsonSchema, count: number, path: string, issues: FieldIssue[]): void {
  if (count < (schema.minItems ?? 0)) issues.push({ path, message: text.forms.minItems(schema.minItems!) });
  if (count > (schema.maxItems ?? Infinity)) issues.push({ path, message: text.forms.maxItems(schema.maxItems!) });
}

/** An amount has a form of its own; what the schema says of it is for programs. */
function moneyProblem(schema: JsonSchema, written: string, as: "text" | "number"): string | null {
  const amount = readNumber(written);
  if (amount === undefined || amount.includes("e")) return text.forms.money(writeNumber("1250.00"));
  if (as === "text" && schema.pattern !== undefined && !fits(schema.pattern, amount))
    return text.forms.money(writeNumber("1250.00"));
  return limitProblem(schema, Number(amount));
}

function textProblem(schema: JsonSchema, written: string, format: string): string | null {
  const length = Array.from(written).length;
  if (length < (schema.minLength ?? 0)) return text.forms.minLength(schema.minLength!);
  if (length > (schema.maxLength ?? Infinity)) return text.forms.maxLength(schema.maxLength!);
  if (schema.pattern !== undefined && !fits(schema.pattern, written)) return text.forms.pattern(schema.pattern);
  if (format === "date" && !/^\d{4}-\d{2}-\d{2}$/.test(written)) return text.forms.date;
  if (format === "date-time" && Number.isNaN(Date.parse(written))) return text.forms.dateTime;
  if (format === "email" && !/^[^\s@]+@[^\s@]+$/.test(written)) return text.forms.email;
  if (format === "uri" && !/^[a-z][a-z0-9+.-]*:\S+$/i.test(written)) return text.forms.uri;
  return null;
}

function numberProblem(schema: JsonSchema, written: string, whole: boolean): string | null {
  const value = Number(readNumber(written));
  if (!Number.isFinite(value)) return whole ? text.forms.integer : text.forms.number;
  if (whole && !Number.isInteger(value)) return text.forms.integer;
  return limitProblem(schema, value);
}

function limitProblem(schema: JsonSchema, value: number): string | null {
  if (value < (schema.minimum ?? -Infinity)) return text.forms.minimum(schema.minimum!);
  if (value > (schema.maximum ?? Infinity)) return text.forms.maximum(schema.maximum!);
  if (value <= (schema.exclusiveMinimum ?? -Infinity)) return text.forms.above(schema.exclusiveMinimum!);
  if (value >= (schema.exclusiveMaximum ?? Infinity)) return text.forms.below(schema.exclusiveMaximum!);
  return null;
}

/** A pattern that the browser cannot read is left to the server. */
function fits(pattern: string, written: string): boolean {
  try {
    return new RegExp(pattern, "u").test(written);
  } catch {
    return true;
  }
}

function isUntouched(schema: JsonSchema, given: Record<string, Draft>): boolean {
  return (
    JSON.stringify(draftOf({ ...schema, default: undefined }, {})) ===
    JSON.stringify({ ...(draftOf({ ...schema, default: undefined }, {}) as object), ...given })
  );
}

/** RFC 3339 to what an input of type datetime-local wants: local time without a zone. */
function localMoment(value: string): string {
  const date = new Date(value);
  if (Number.isNaN(date.getTime())) return "";
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

export function pointerPart(name: string): string {
  return name.replaceAll("~", "~0").replaceAll("/", "~1");
}

function isObject(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}
