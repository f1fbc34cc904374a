import { Ajv2020, type ErrorObject, type ValidateFunction } from "ajv/dist/2020.js";
import { z } from "zod";
import { LimitedRegExp } from "../../lib/limited-regexp.ts";
import type { JsonSchema } from "../tool.ts";

/** A pattern of somebody else's document must not be able to run away. */
const regExp = Object.assign(
  (pattern: string, flags: string) => ({ test: (text: string) => new LimitedRegExp(pattern, flags).test(text) }),
  {
    code: "undefined",
  },
);

/**
 * A JSON Schema that somebody else wrote, as zod checks. Compiled when it is first needed: of a
 * thousand tools few are called.
 */
export function checker(schema: () => JsonSchema): z.ZodType {
  let validate: ValidateFunction | Error | undefined;
  return z.unknown().superRefine((value, context) => {
    validate ??= compile(schema());
    if (validate instanceof Error) {
      context.addIssue({ code: "custom", message: `its schema cannot be used: ${validate.message}`, path: [] });
      return;
    }
    if (validate(value)) return;
    for (const error of (validate.errors ?? []).slice(0, 20)) {
      context.addIssue({ code: "custom", message: wordsOf(error), path: pathOf(error) });
    }
  });
}

function compile(schema: JsonSchema): ValidateFunction | Error {
  const ajv = new Ajv2020({
    strict: false,
    validateFormats: false,
    allErrors: true,
    logger: false,
    code: { regExp },
  });
  // Older drafts differ little where tools are concerned, and are checked as the newest.
  const { $schema: _, $id: _id, ...whole } = schema;
  try {
    return ajv.compile(whole);
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

function pathOf({ instancePath, keyword, params }: ErrorObject): (string | number)[] {
  const path = instancePath
    .split("/")
    .slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
  if (keyword === "required") path.push(String(params.missingProperty));
  if (keyword === "additionalProperties") path.push(String(params.additionalProperty));
  return path;
}

function wordsOf({ keyword, params, message }: ErrorObject): string {
  if (keyword === "required") return "is missing";
  if (keyword === "additionalProperties") return "is not known";
  if (keyword === "enum")
    return `must be one of ${(params.allowedValues as unknown[])
      .map((each) => JSON.stringify(each))
      .join(", ")
      .slice(0, 300)}`;
  return message ?? "is not right";
}
