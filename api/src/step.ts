import { z } from "zod";
import { AnyJson, pageOf, Timestamp } from "./page.ts";
import { TaskError } from "./task.ts";

export const StepKind = z
  .enum(["use", "agent", "model", "ask", "set", "wait", "task", "steps", "parallel", "each"])
  .meta({ id: "StepKind" });
export type StepKind = z.infer<typeof StepKind>;

export const StepStatus = z
  .enum(["running", "waiting", "complete", "error", "skipped", "cancelled"])
  .meta({ id: "StepStatus" });
export type StepStatus = z.infer<typeof StepStatus>;

export const Effect = z.enum(["read", "write", "external"]).meta({ id: "Effect" });
export type Effect = z.infer<typeof Effect>;

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
    startedAt: Timestamp,
    endedAt: Timestamp.nullable(),
    durationMs: z.number().nullable(),
  })
  .meta({ id: "Step" });
export type Step = z.infer<typeof Step>;
export const StepPage = pageOf(Step).meta({ id: "StepPage" });
