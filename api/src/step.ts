import { z } from "zod";
import { LongBody } from "./body.ts";
import { AnyJson, PageQuery, pageOf, Timestamp } from "./page.ts";
import { DecidingRule } from "./policy.ts";
import { TaskError } from "./task.ts";

export const StepKind = z
  .enum(["use", "agent", "model", "note", "ask", "set", "wait", "task", "steps", "parallel", "each"])
  .meta({ id: "StepKind" });
export type StepKind = z.infer<typeof StepKind>;

export const StepStatus = z
  .enum(["running", "waiting", "complete", "error", "skipped", "cancelled"])
  .meta({ id: "StepStatus" });
export type StepStatus = z.infer<typeof StepStatus>;

export const Effect = z.enum(["read", "write", "external"]).meta({ id: "Effect" });
export type Effect = z.infer<typeof Effect>;

export const Rehearsed = z
  .object({
    from: z
      .enum(["record", "schema", "skipped", "assumed"])
      .describe("what a real run answered; made up to fit its schema; not waited for; taken as agreed"),
    taskId: z.number().int().optional().describe("the real run"),
  })
  .meta({ id: "Rehearsed" });
export type Rehearsed = z.infer<typeof Rehearsed>;
export const StepUsage = z
  .object({
    tokensIn: z.number().int().describe("all that the model read, with what was in the provider's cache"),
    tokensCached: z.number().int(),
    tokensOut: z.number().int(),
    costMicros: z.number().int().nullable().describe("millionths of a US dollar; null: the price is not known"),
    estimated: z.boolean().describe("a part was counted by letters: the provider did not come to say what it took"),
  })
  .meta({ id: "StepUsage" });
export type StepUsage = z.infer<typeof StepUsage>;

export const Step = z
  .object({
    path: z.string(),
    attempt: z.number().int(),
    seq: z.number().int(),
    kind: StepKind,
    title: z.string().nullable(),
    tool: z.string().nullable(),
    effect: Effect.nullable(),
    status: StepStatus,
    input: AnyJson.nullable(),
    output: AnyJson.nullable(),
    error: TaskError.nullable(),
    wait: AnyJson.nullable(),
    untrusted: z
      .boolean()
      .describe("took in content from outside: from then on the task's calls that reach outside ask"),
    rule: DecidingRule.nullable().describe("which rule decided about its call; null where none said anything"),
    rehearsed: Rehearsed.nullable().describe("in a dry run: where the answer came from of what was not done"),
    usage: StepUsage.nullable().describe("what a model's turn took; null for other steps"),
    startedAt: Timestamp,
    endedAt: Timestamp.nullable(),
    durationMs: z.number().nullable(),
    rounds: z.number().int().nullable().describe("how many members the list of an `each` has"),
    omitted: z
      .array(z.enum(["input", "output"]))
      .describe("bodies too long for this answer, null here: read the step itself, or its body"),
  })
  .meta({ id: "Step" });
export type Step = z.infer<typeof Step>;
export const StepPage = pageOf(Step).meta({ id: "StepPage" });

export const StepListQuery = PageQuery.extend({
  limit: z.coerce.number().int().min(1).max(1000).default(50),
  bodies: z
    .enum(["short", "none"])
    .default("short")
    .describe("`short`: inputs and outputs up to 16 kB each; `none`: without them"),
});

export const StepAttempt = z.object({ attempt: z.coerce.number().int().positive().optional() });
export const StepBodyQuery = StepAttempt.extend({ part: z.enum(["input", "output"]).default("output") });

/** One attempt of one step, its bodies up to 256 kB each. */
export const StepDetails = Step.extend({
  long: z.object({ input: LongBody.optional(), output: LongBody.optional() }),
}).meta({ id: "StepDetails" });
export type StepDetails = z.infer<typeof StepDetails>;
