import { z } from "zod";
import { AnyJson } from "./page.ts";
import { DecidingRule } from "./policy.ts";
import { Effect, Rehearsed } from "./step.ts";
import { DryRun, TaskError, TaskStatus } from "./task.ts";

const Place = z.object({ taskId: z.number().int(), path: z.string(), title: z.string().nullable() });

/** What a real run would have done, whom it would have asked, and what that is known from. */
export const DryRunReport = z
  .object({
    taskId: z.number().int(),
    status: TaskStatus,
    approvals: DryRun.shape.approvals,
    actions: z
      .array(
        Place.extend({
          tool: z.string(),
          effect: Effect,
          args: AnyJson.nullable(),
          answer: AnyJson.nullable().describe("what was answered in its place"),
          from: Rehearsed,
          rule: DecidingRule.nullable(),
        }),
      )
      .describe("calls that were not made: writes and external ones"),
    asked: z
      .array(Place.extend({ why: z.string().describe("the rule or the step that asks"), assumed: z.boolean() }))
      .describe("where people would have been asked"),
    denied: z.array(Place.extend({ tool: z.string(), rule: DecidingRule })),
    failed: z
      .array(
        Place.extend({
          attempt: z.number().int(),
          tool: z.string().nullable(),
          error: TaskError,
          handled: z
            .boolean()
            .describe("the task went on: another attempt, its `on_error`, or the model knew what to do"),
        }),
      )
      .describe("steps, calls and turns of a model that failed"),
    cost: z.object({
      spentMicros: z.number().describe("what the dry run itself cost, in millionths of a US dollar"),
      expectedMicros: z.number().nullable().describe("the mean of the last real runs; null: there are none"),
      runs: z.number().int().describe("how many runs that mean is of"),
    }),
    unknowns: z.array(z.string()).describe("what a real run may find otherwise"),
  })
  .meta({ id: "DryRunReport" });
export type DryRunReport = z.infer<typeof DryRunReport>;
