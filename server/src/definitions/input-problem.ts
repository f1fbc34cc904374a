import type { InputSpec } from "@taskwright/api/language.ts";
import { fullFormats } from "ajv-formats/dist/formats.js";
import { LimitedRegExp } from "../lib/limited-regexp.ts";

/** What is wrong with one value by itself ("must be a number, not the text …"); null: nothing. */
export function inputProblem(spec: InputSpec, value: unknown): string | null {
  switch (spec.type) {
    case "string":
      return isFileSpec(spec) ? fileProblem(value) : textProblem(spec, value);
    case "file":
      return fileProblem(value);
    case "date":
      return isFormat("date", value) ? null : `must be a date such as "2026-05-31", not ${shown(value)}`;
    case "number":
    case "integer":
      return numberProblem(spec, value);
    case "boolean":
      return typeof value === "boolean" ? null : `must be true or false, not ${shown(value)}`;
    case "enum": {
      const values = spec.values ?? [];
      if (values.includes(value as string)) return null;
      return `must be one of ${values.map((one) => JSON.stringify(one)).join(", ")}, not ${shown(value)}`;
    }
    case "list":
      return Array.isArray(value) ? null : `must be a list, not ${shown(value)}`;
    case "object":
      return isObject(value) ? null : `must be an object, not ${shown(value)}`;
  }
}

export function isFileSpec(spec: InputSpec): boolean {
  return spec.type === "file" || (spec.type === "string" && spec.format === "file");
}

function fileProblem(value: unknown): string | null {
  const id = isObject(value) ? (value as { file?: unknown }).file : undefined;
  if (Number.isSafeInteger(id) && (id as number) > 0) return null;
  return `must be a file that was uploaded before, such as {"file": 17}, not ${shown(value)}`;
}

function numberProblem(spec: InputSpec, value: unknown): string | null {
  const noun = spec.type === "integer" ? "a whole number" : "a number";
  if (typeof value === "string" && value.trim() !== "" && Number.isFinite(Number(value))) {
    return `must be ${noun}, not ${shown(value)}; leave out the quotes`;
  }
  const fits = spec.type === "integer" ? Number.isInteger(value) : Number.isFinite(value);
  if (!fits) return `must be ${noun}, not ${shown(value)}`;
  const { minimum = -Infinity, maximum = Infinity } = spec;
  if ((value as number) < minimum) return `must be at least ${minimum}, not ${shown(value)}`;
  if ((value as number) > maximum) return `must be at most ${maximum}, not ${shown(value)}`;
  return null;
}

function textProblem(spec: InputSpec, value: unknown): string | null {
  if (typeof value !== "string") return `must be a text, not ${shown(value)}`;
  // characters, as JSON Schema counts them, are at most as many as UTF-16 units
  const { minLength = 0, maxLength = Infinity } = spec;
  const length = value.length > maxLength || minLength > 0 ? Array.from(value).length : value.length;
  if (length < minLength) return `must have at least ${minLength} characters, not ${length}`;
  if (length > maxLength) return `must have at most ${maxLength} characters, not ${length}`;
  if (spec.pattern !== undefined && !new LimitedRegExp(spec.pattern, "u").test(value)) {
    return `must look like ${spec.pattern}, which ${shown(value)} does not`;
  }
  const words = spec.format && FORMAT_WORDS[spec.format];
  if (!words || isFormat(spec.format as string, value)) return null;
  return `must be ${words}, not ${shown(value)}`;
}

const FORMAT_WORDS: Record<string, string> = {
  date: 'a date such as "2026-05-31"',
  "date-time": 'a time such as "2026-05-31T17:00:00Z"',
  email: "an e-mail address",
  uri: 'an address such as "https://example.org/a"',
  money: 'an amount such as "1250.00"',
};

export const MONEY = /^-?\d{1,15}(\.\d{1,4})?$/;

function isFormat(format: string, value: unknown): boolean {
  if (typeof value !== "string") return false;
  if (format === "money") return MONEY.test(value);
  const known = (fullFormats as Record<string, unknown>)[format];
  if (known instanceof RegExp) return known.test(value);
  if (typeof known === "function") return Boolean(known(value));
  return Boolean((known as { validate(text: string): boolean }).validate(value));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

function shown(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "an object";
  const text = typeof value === "string" ? `the text ${JSON.stringify(value)}` : JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}
