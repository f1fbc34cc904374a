import { type Sentence, sentence } from "@taskwright/api/sentence.ts";
import { Ajv2020, type ErrorObject } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import type { RespondToInteraction } from "@taskwright/api/interaction.ts";
import type { Actor } from "../access/actor.ts";
import type { Db } from "../db/database.ts";
import { AppError } from "../errors.ts";
import type { Asked } from "./respond.ts";

/** Answers are small; a file is uploaded first and named. */
const LARGEST_ANSWER_CHARS = 1_000_000;

/** The answer, fitting the question's form. A form given with an approval is filled in to approve, not to reject. */
export async function checkAnswer(
  tx: Db,
  actor: Actor,
  ask: Pick<Asked, "form">,
  response: RespondToInteraction,
): Promise<unknown> {
  const answer = response.answer ?? null;
  if (JSON.stringify(answer).length > LARGEST_ANSWER_CHARS) {
    throw new AppError("too_large", "This answer is too long. Upload it as a file instead.", {
      sentence: sentence("refused.answer_too_long", {}),
    });
  }
  if (ask.form === null || response.outcome === "reject") return answer;
  const problems = problemsOf(ask.form as object, answer);
  if (problems.length > 0) {
    throw new AppError(
      "unprocessable",
      `The answer does not fit the form: ${problems.map(({ field, message }) => `${field || "answer"} ${message}`).join("; ")}.`,
      { details: { problems }, sentence: sentence("refused.answer", {}) },
    );
  }
  await checkFiles(tx, actor, answer);
  return answer;
}

interface Problem {
  /** "address.city", empty for the answer as a whole */
  field: string;
  message: string;
  sentence: Sentence;
}

export function problemsOf(form: object, answer: unknown): Problem[] {
  const ajv = new Ajv2020({ allErrors: true, strict: false, validateFormats: true, logger: false });
  (formats as unknown as { default: (ajv: Ajv2020) => void }).default(ajv);
  const validate = ajv.compile(form);
  if (validate(answer)) return [];
  return (validate.errors ?? []).map(problemOf);
}

function problemOf(error: ErrorObject): Problem {
  const missing =
    error.keyword === "required" ? `.${(error.params as { missingProperty: string }).missingProperty}` : "";
  const field = (error.instancePath.replaceAll("/", ".") + missing).replace(/^\./, "");
  const message = error.keyword === "required" ? "is needed" : (error.message ?? "is not right");
  return { field, message, sentence: sentenceOf(error) };
}

function sentenceOf({ keyword, params }: ErrorObject): Sentence {
  const { limit } = params as { limit: number };
  switch (keyword) {
    case "required":
      return sentence("field.missing", {});
    case "type":
      return sentence("field.type", { expected: [params.type as string | string[]].flat()[0]! });
    case "format":
      return sentence("field.format", { format: String(params.format) });
    case "pattern":
      return sentence("field.pattern", { pattern: String(params.pattern) });
    case "enum":
      return sentence("field.one_of", { values: (params.allowedValues as unknown[]).map(String) });
    case "minLength":
      return sentence("field.too_short", { least: limit });
    case "maxLength":
      return sentence("field.too_long", { most: limit });
    case "minItems":
      return sentence("field.too_few", { least: limit });
    case "maxItems":
      return sentence("field.too_many", { most: limit });
    case "minimum":
      return sentence("field.too_small", { least: limit });
    case "maximum":
      return sentence("field.too_large", { most: limit });
    case "additionalProperties":
      return sentence("field.unknown", { names: [String(params.additionalProperty)] });
    default:
      return sentence("field.wrong", {});
  }
}

/** Files named in an answer must be the workspace's own. */
async function checkFiles(tx: Db, actor: Actor, answer: unknown): Promise<void> {
  const ids = filesIn(answer);
  if (ids.length === 0) return;
  const found = await tx
    .selectFrom("files")
    .select("id")
    .where("id", "in", ids)
    .where("workspace_id", "=", actor.workspaceId)
    .execute();
  const known = new Set(found.map(({ id }) => id));
  const unknown = ids.find((id) => !known.has(id));
  if (unknown !== undefined)
    throw new AppError("unprocessable", `There is no file ${unknown}. Upload it first.`, {
      sentence: sentence("refused.none", { noun: "file", id: unknown }),
    });
}

function filesIn(value: unknown): number[] {
  if (Array.isArray(value)) return value.flatMap(filesIn);
  if (typeof value !== "object" || value === null) return [];
  const { file } = value as { file?: unknown };
  return Number.isSafeInteger(file) ? [file as number] : Object.values(value).flatMap(filesIn);
}
