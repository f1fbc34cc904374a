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
    throw new AppError("too_large", "This answer is too long. Upload it as a file instead.");
  }
  if (ask.form === null || response.outcome === "reject") return answer;
  const problems = problemsOf(ask.form as object, answer);
  if (problems.length > 0) {
    throw new AppError(
      "unprocessable",
      `The answer does not fit the form: ${problems.map(({ field, message }) => `${field || "answer"} ${message}`).join("; ")}.`,
      { details: { problems } },
    );
  }
  await checkFiles(tx, actor, answer);
  return answer;
}

interface Problem {
  /** "address.city", empty for the answer as a whole */
  field: string;
  message: string;
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
  return { field, message: error.keyword === "required" ? "is needed" : (error.message ?? "is not right") };
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
  if (unknown !== undefined) throw new AppError("unprocessable", `There is no file ${unknown}. Upload it first.`);
}

function filesIn(value: unknown): number[] {
  if (Array.isArray(value)) return value.flatMap(filesIn);
  if (typeof value !== "object" || value === null) return [];
  const { file } = value as { file?: unknown };
  return Number.isSafeInteger(file) ? [file as number] : Object.values(value).flatMap(filesIn);
}
