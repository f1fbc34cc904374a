import { type Sentence, sentence } from "@taskwright/api/sentence.ts";
import type { InputSpec } from "@taskwright/api/language.ts";
import { fullFormats } from "ajv-formats/dist/formats.js";
import { LimitedRegExp } from "../lib/limited-regexp.ts";

export interface InputProblem {
  words: string;
  /** the words for other languages */
  sentence: Sentence;
}

/** What is wrong with one value by itself ("must be a number, not the text …"); null: nothing. */
export function inputProblem(spec: InputSpec, value: unknown): InputProblem | null {
  switch (spec.type) {
    case "string":
      return isFileSpec(spec) ? fileProblem(value) : textProblem(spec, value);
    case "file":
      return fileProblem(value);
    case "date":
      return isFormat("date", value)
        ? null
        : problem(
            `must be a date such as "2026-05-31", not ${shown(value)}`,
            sentence("field.format", { format: "date" }),
          );
    case "number":
    case "integer":
      return numberProblem(spec, value);
    case "boolean":
      return typeof value === "boolean" ? null : wrongType("boolean", `must be true or false, not ${shown(value)}`);
    case "enum": {
      const values = spec.values ?? [];
      if (values.includes(value as string)) return null;
      return problem(
        `must be one of ${values.map((one) => JSON.stringify(one)).join(", ")}, not ${shown(value)}`,
        sentence("field.one_of", { values: values.map(String) }),
      );
    }
    case "list":
      return Array.isArray(value) ? null : wrongType("list", `must be a list, not ${shown(value)}`);
    case "object":
      return isObject(value) ? null : wrongType("object", `must be an object, not ${shown(value)}`);
  }
}

export function isFileSpec(spec: InputSpec): boolean {
  return spec.type === "file" || (spec.type === "string" && spec.format === "file");
}

function problem(words: string, said: Sentence): InputProblem {
  return { words, sentence: said };
}

function wrongType(expected: string, words: string): InputProblem {
  return problem(words, sentence("field.type", { expected }));
}

function fileProblem(value: unknown): InputProblem | null {
  const id = isObject(value) ? (value as { file?: unknown }).file : undefined;
  if (Number.isSafeInteger(id) && (id as number) > 0) return null;
  return problem(
    `must be a file that was uploaded before, such as {"file": 17}, not ${shown(value)}`,
    sentence("field.file", {}),
  );
}

function numberProblem(spec: InputSpec, value: unknown): InputProblem | null {
  const noun = spec.type === "integer" ? "a whole number" : "a number";
  if (typeof value === "string" && value.trim() !== "" && Number.isFinite(Number(value))) {
    return wrongType(spec.type, `must be ${noun}, not ${shown(value)}; leave out the quotes`);
  }
  const fits = spec.type === "integer" ? Number.isInteger(value) : Number.isFinite(value);
  if (!fits) return wrongType(spec.type, `must be ${noun}, not ${shown(value)}`);
  const { minimum = -Infinity, maximum = Infinity } = spec;
  if ((value as number) < minimum)
    return problem(`must be at least ${minimum}, not ${shown(value)}`, sentence("field.too_small", { least: minimum }));
  if ((value as number) > maximum)
    return problem(`must be at most ${maximum}, not ${shown(value)}`, sentence("field.too_large", { most: maximum }));
  return null;
}

function textProblem(spec: InputSpec, value: unknown): InputProblem | null {
  if (typeof value !== "string") return wrongType("string", `must be a text, not ${shown(value)}`);
  // characters, as JSON Schema counts them, are at most as many as UTF-16 units
  const { minLength = 0, maxLength = Infinity } = spec;
  const length = value.length > maxLength || minLength > 0 ? Array.from(value).length : value.length;
  if (length < minLength)
    return problem(
      `must have at least ${minLength} characters, not ${length}`,
      sentence("field.too_short", { least: minLength }),
    );
  if (length > maxLength)
    return problem(
      `must have at most ${maxLength} characters, not ${length}`,
      sentence("field.too_long", { most: maxLength }),
    );
  if (spec.pattern !== undefined && !new LimitedRegExp(spec.pattern, "u").test(value)) {
    return problem(
      `must look like ${spec.pattern}, which ${shown(value)} does not`,
      sentence("field.pattern", { pattern: spec.pattern }),
    );
  }
  const words = spec.format && FORMAT_WORDS[spec.format];
  if (!words || isFormat(spec.format as string, value)) return null;
  return problem(`must be ${words}, not ${shown(value)}`, sentence("field.format", { format: spec.format as string }));
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
