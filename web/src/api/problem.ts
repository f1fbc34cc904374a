import type { Problem } from "@taskwright/api/problem.ts";
import type { Sentence, Sentences } from "@taskwright/api/sentence.ts";
import { text } from "../text.ts";
import { inWords } from "../text/sentences.ts";

/** What the server said when it refused, or what kept us from reaching it. */
export class ApiProblem extends Error {
  override name = "ApiProblem";
  readonly status: number;
  readonly code: string;
  readonly details: Record<string, unknown>;
  /** when to try again, if the server said so */
  readonly retryAfterMs: number | null;

  constructor(
    problem: Pick<Problem, "status" | "code" | "detail" | "sentence" | "details">,
    retryAfterMs: number | null = null,
  ) {
    super(messageFrom(problem));
    this.status = problem.status;
    this.code = problem.code;
    this.details = problem.details ?? {};
    this.retryAfterMs = retryAfterMs;
  }

  /** whether the same request may well succeed in a moment */
  get passing(): boolean {
    return this.status === 0 || this.status === 502 || this.status === 503 || this.status === 504;
  }
}

/** The reply of a failed request as a problem, whatever it looks like. */
export async function readProblem(response: Response): Promise<ApiProblem> {
  const retryAfter = Number(response.headers.get("retry-after"));
  const retryAfterMs = retryAfter > 0 ? retryAfter * 1_000 : null;
  const body: unknown = await response.json().catch(() => null);
  const problem = (body ?? {}) as Partial<Problem>;
  return new ApiProblem(
    {
      status: response.status,
      code: problem.code ?? "unknown",
      detail: problem.detail ?? problem.title ?? text.errors.unexplained(response.status),
      sentence: problem.sentence,
      details: problem.details,
    },
    retryAfterMs,
  );
}

export function unreachable(): ApiProblem {
  return new ApiProblem({ status: 0, code: "unreachable", detail: text.errors.unreachable });
}

/** The server's English names what is wrong with the fields; a sentence in another language has them follow. */
function messageFrom({ detail, sentence, details = {} }: Pick<Problem, "detail" | "sentence" | "details">): string {
  const words = inWords(sentence, detail);
  if (words === detail || !WITH_FIELDS.has(sentence!.code)) return words;
  const fields = issuesIn(details).map(({ path, message }) =>
    path === "" ? message : `${path.slice(1).replaceAll("/", ".")}: ${message}`,
  );
  return [words, ...fields.slice(0, 3)].join(" ");
}

const WITH_FIELDS = new Set<string>([
  "refused.fields",
  "refused.inputs",
  "refused.answer",
] satisfies (keyof Sentences)[]);

export interface FieldIssue {
  /** JSON pointer below the answer or the inputs, such as "/lines/0/amount" */
  path: string;
  message: string;
}

/** Findings about single fields, when the server names them: {issues: [{path, message}]}. */
export function fieldIssues(error: unknown): FieldIssue[] {
  return error instanceof ApiProblem ? issuesIn(error.details) : [];
}

function issuesIn(details: Record<string, unknown>): FieldIssue[] {
  // inputs of a task, a body as a whole, an answer to a request
  const found = details.issues ?? details.errors ?? details.problems;
  if (!Array.isArray(found)) return [];
  return found.flatMap((issue: { path?: unknown; field?: unknown; message?: unknown; sentence?: Sentence }) =>
    typeof issue?.message === "string"
      ? [{ path: pointerOf(issue.path ?? issue.field), message: inWords(issue.sentence, issue.message) }]
      : [],
  );
}

/** "lines[0].amount", "/lines/0/amount" and ["lines", 0, "amount"] all name the same field. */
export function pointerOf(path: unknown): string {
  if (Array.isArray(path)) return path.map((part) => `/${String(part)}`).join("");
  if (typeof path !== "string" || path === "") return "";
  if (path.startsWith("/")) return path;
  return path
    .split(/[.[\]]+/)
    .filter((part) => part !== "" && part !== "inputs" && part !== "answer")
    .map((part) => `/${part}`)
    .join("");
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
