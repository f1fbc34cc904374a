import { type Sentence, sentence } from "@taskwright/api/sentence.ts";
import type { z } from "zod";

/** What is wrong with one field of a request, for readers in other languages. */
export function fieldSentence(issue: z.core.$ZodIssue): Sentence | undefined {
  switch (issue.code) {
    case "invalid_type":
      // zod keeps the value to itself and tells of it in words
      return issue.message.endsWith("received undefined")
        ? sentence("field.missing", {})
        : sentence("field.type", { expected: issue.expected });
    case "invalid_value":
      return sentence("field.one_of", { values: issue.values.map(String) });
    case "invalid_format":
      return sentence("field.format", { format: issue.format });
    case "unrecognized_keys":
      return sentence("field.unknown", { names: issue.keys });
    case "too_small":
      return tooSmall(issue.origin, Number(issue.minimum));
    case "too_big":
      return tooBig(issue.origin, Number(issue.maximum));
    default:
      // words of our own, in the schema
      return undefined;
  }
}

function tooSmall(origin: string, least: number): Sentence {
  if (origin === "string") return sentence("field.too_short", { least });
  return isNumber(origin) ? sentence("field.too_small", { least }) : sentence("field.too_few", { least });
}

function tooBig(origin: string, most: number): Sentence {
  if (origin === "string") return sentence("field.too_long", { most });
  return isNumber(origin) ? sentence("field.too_large", { most }) : sentence("field.too_many", { most });
}

function isNumber(origin: string): boolean {
  return ["number", "int", "bigint", "date"].includes(origin);
}
