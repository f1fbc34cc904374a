import { z } from "zod";
import { AnyJson } from "./page.ts";
import { Problem } from "./problem.ts";
import { Sentence } from "./sentence.ts";
import { Task } from "./task.ts";

/** What a control verb did, and when it takes effect. */
const Change = z.object({
  effect: z.enum(["now", "next_boundary", "none"]),
  message: z.string(),
  sentence: Sentence.describe("the message for programs and other languages"),
});
export const TaskChange = Change.extend({ task: Task }).meta({ id: "TaskChange" });
export type TaskChange = z.infer<typeof TaskChange>;
export const ChangeReason = z
  .object({ reason: z.string().max(1000).optional() })
  .strict()
  .meta({ id: "ChangeReason" });

/** One verb for many tasks, each done or refused by itself: what is refused leaves the others. */
export const MOST_CONTROLLED = 1_000;
export const ControlVerb = z.enum(["pause", "resume", "retry", "cancel"]).meta({ id: "ControlVerb" });
export type ControlVerb = z.infer<typeof ControlVerb>;
export const ControlTasks = z
  .object({
    verb: ControlVerb,
    ids: z
      .array(z.number().int().positive())
      .min(1)
      .max(MOST_CONTROLLED)
      .refine((ids) => new Set(ids).size === ids.length, "names a task twice"),
    reason: z.string().max(1000).optional(),
  })
  .strict()
  .meta({ id: "ControlTasks" });
export type ControlTasks = z.infer<typeof ControlTasks>;
export const ControlledTask = z
  .object({
    id: z.number().int(),
    change: Change.nullable().describe("what came of it; null: it was refused"),
    problem: Problem.nullable().describe("why it was refused, as the verb alone would have answered"),
  })
  .meta({ id: "ControlledTask" });
export type ControlledTask = z.infer<typeof ControlledTask>;
export const ControlledTasks = z
  .object({
    done: z.number().int(),
    refused: z.number().int(),
    results: z.array(ControlledTask).describe("one for each task, in the order asked"),
  })
  .meta({ id: "ControlledTasks" });
export type ControlledTasks = z.infer<typeof ControlledTasks>;

/** A step that is given up, while its task goes on as if it had given `output`. */
export const SkipStep = z
  .object({
    path: z.string().min(1).max(1000).describe("path of the step that failed or waits"),
    output: AnyJson.optional().describe("what later steps find as its output; null when absent"),
    reason: z.string().max(1000).optional(),
  })
  .strict()
  .meta({ id: "SkipStep" });
export type SkipStep = z.infer<typeof SkipStep>;
