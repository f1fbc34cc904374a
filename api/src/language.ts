import { z } from "zod";
import { Policy } from "./policy.ts";
import { Effect } from "./step.ts";

/**
 * The definition language, as it is written. YAML or JSON; `{{ … }}` is JSONata over
 * `inputs`, `steps`, `item`, `index`, `task` and `now`. These schemas are published as JSON Schema at
 * GET /api/v1/definitions/schema; the server's checks go further (tools, names, expressions).
 */

// Five digits and twenty characters: some thousand years, which every date on the way can hold.
const duration = /^(\d{1,5}(\.\d+)?(ms|s|m|h|d|w))+$/;
export const Duration = z
  .string()
  .max(20)
  .regex(duration, 'write a duration such as "30s", "15m", "2h" or "1d12h"')
  .meta({ id: "Duration", examples: ["30s", "15m", "2h", "1d"] });

/** A value with `{{ … }}` anywhere in it. A string that is one expression keeps its type. */
export const Template = z.unknown().meta({ id: "Template", description: "any value; strings may hold {{ JSONata }}" });
export const Expression = z.string().min(1).max(10_000).meta({ id: "Expression", description: "{{ JSONata }}" });

export const StepId = z
  .string()
  .regex(
    /^(?!__proto__$)[A-Za-z_][A-Za-z0-9_]{0,62}$/,
    "an id starts with a letter and holds letters, digits and _ (at most 63)",
  )
  .meta({ id: "StepId" });

export const Retry = z
  .object({
    attempts: z.number().int().min(1).max(100).describe("how often it is tried in all, the first time included"),
    backoff: z.enum(["fixed", "exponential"]).default("exponential"),
    initial: Duration.default("1s").describe("wait before the second attempt"),
    max: Duration.default("1h").describe("longest wait between attempts"),
  })
  .strict()
  .meta({ id: "Retry" });
export type Retry = z.infer<typeof Retry>;

/** A task's input: a JSON Schema property with two additions (type: file, list, enum, date) and no more keys than these. */
export const InputSpec: z.ZodType<InputSpec> = z
  .lazy(() =>
    z
      .object({
        type: z.enum(["string", "number", "integer", "boolean", "date", "enum", "list", "object", "file"]),
        title: z.string().max(200).optional(),
        description: z.string().max(2000).optional(),
        default: z.unknown().optional(),
        required: z.boolean().optional().describe("true unless it has a default"),
        format: z.enum(["file", "date", "date-time", "email", "uri", "multiline", "money"]).optional(),
        values: z
          .array(z.union([z.string(), z.number()]))
          .min(1)
          .optional()
          .describe("what an enum may be"),
        items: InputSpec.optional().describe("what a list holds"),
        properties: z.record(z.string(), InputSpec).optional().describe("what an object holds"),
        minimum: z.number().optional(),
        maximum: z.number().optional(),
        unit: z
          .string()
          .max(20)
          .optional()
          .describe("shown beside a number, as kg; beside an amount its currency, as EUR"),
        minLength: z.number().int().optional(),
        maxLength: z.number().int().optional(),
        pattern: z.string().max(500).optional(),
      })
      .strict(),
  )
  .meta({ id: "InputSpec" });
export interface InputSpec {
  type: "string" | "number" | "integer" | "boolean" | "date" | "enum" | "list" | "object" | "file";
  title?: string;
  description?: string;
  default?: unknown;
  required?: boolean;
  format?: "file" | "date" | "date-time" | "email" | "uri" | "multiline" | "money";
  values?: (string | number)[];
  items?: InputSpec;
  properties?: Record<string, InputSpec>;
  minimum?: number;
  maximum?: number;
  unit?: string;
  minLength?: number;
  maxLength?: number;
  pattern?: string;
}

/** Before a tool is called: may it be, or does a person have to agree? Deny wins over ask, ask over allow. */
export const Control = z
  .object({
    tool: z.string().min(1).max(200).optional().describe('a tool, or a pattern such as "email.*"'),
    effect: Effect.optional().describe("every tool of this effect: read, write or external"),
    policy: Policy.optional(),
    require: z.enum(["approval", "nothing"]).optional().describe('older spelling of policy: "ask" and "allow"'),
    when: Expression.optional().describe("over `args` besides the usual names; absent: always"),
    to: z.array(z.string()).optional().describe('who is asked; default ["role:approver"]'),
    untrusted: z
      .enum(["allow"])
      .optional()
      .describe("lets calls that reach outside go through also after the task has read content from there"),
  })
  .strict()
  .meta({ id: "Control" });
export type Control = z.infer<typeof Control>;

const anyStep = {
  id: StepId.optional().describe("the name its result has in expressions; made up from its place when absent"),
  title: z.string().max(300).optional().describe("what people read; may hold {{ … }}"),
  if: Expression.optional().describe("skipped unless this holds"),
  retry: Retry.optional(),
  timeout: Duration.optional(),
  on_error: z
    .union([z.enum(["fail", "continue"]), z.array(z.lazy(() => Step)).min(1)])
    .optional()
    .describe("fail (default), continue, or steps to run instead; these see steps.<id>.error"),
};
type AnyStep = {
  id?: string;
  title?: string;
  if?: string;
  retry?: Retry;
  timeout?: string;
  on_error?: "fail" | "continue" | Step[];
};

export const Assignees = z.array(z.string().regex(/^(user|role):.+/, 'write "user:dana" or "role:approver"')).min(1);

export const UseStep = z
  .object({ ...anyStep, use: z.string().min(1), with: z.record(z.string(), Template).optional() })
  .strict();
export const AgentStep = z
  .object({
    ...anyStep,
    agent: z.string().min(1).describe("instructions in words"),
    with: Template.optional(),
    output: z.record(z.string(), z.unknown()).optional(),
  })
  .strict();
export const AskStep = z
  .object({
    ...anyStep,
    ask: z.enum(["approval", "question"]),
    body: z.string().max(20_000).optional().describe("text under the title; may hold {{ … }}"),
    subject: Template.optional().describe("what is decided on, shown large"),
    form: z.record(z.string(), z.unknown()).optional().describe("JSON Schema of the answer"),
    to: Assignees.optional().describe('default ["role:approver"] for an approval, ["role:operator"] for a question'),
    due: Duration.optional().describe(
      "without an answer until then an approval counts as rejected and a question as failed",
    ),
    on_reject: z
      .enum(["cancel", "fail", "continue"])
      .optional()
      .describe("what a rejection does to the task; default: cancel"),
  })
  .strict();
export const SetStep = z.object({ ...anyStep, set: Template }).strict();
export const WaitStep = z
  .object({
    ...anyStep,
    wait: z.union([
      Duration,
      z.object({ for: Duration }).strict(),
      z.object({ until: z.string() }).strict(),
      z.object({ event: z.string().min(1), key: z.string().optional(), due: Duration.optional() }).strict(),
    ]),
  })
  .strict();
export const TaskStep = z
  .object({
    ...anyStep,
    task: z.string().min(1).describe("name of a definition"),
    with: z.record(z.string(), Template).optional(),
    as: z.string().optional().describe("agent that runs it"),
  })
  .strict();
export const BlockStep = z
  .object({
    ...anyStep,
    steps: z.array(z.lazy(() => Step)).min(1),
    else: z
      .array(z.lazy(() => Step))
      .min(1)
      .optional(),
  })
  .strict();
export const ParallelStep = z.object({ ...anyStep, parallel: z.array(z.lazy(() => Step)).min(1) }).strict();
export const EachStep = z
  .object({
    ...anyStep,
    each: Template.describe("a list, or an expression that gives one; its members are `item`, their places `index`"),
    concurrency: z.number().int().min(1).max(100).default(1),
    steps: z.array(z.lazy(() => Step)).min(1),
    collect: Template.optional().describe("what each round gives; default: the result of its last step"),
  })
  .strict();

export const Step: z.ZodType<Step> = z
  .lazy(() => z.union([UseStep, AgentStep, AskStep, SetStep, WaitStep, TaskStep, EachStep, BlockStep, ParallelStep]))
  .meta({ id: "DefinitionStep" });

export type UseStep = AnyStep & { use: string; with?: Record<string, unknown> };
export type AgentStep = AnyStep & { agent: string; with?: unknown; output?: Record<string, unknown> };
export type AskStep = AnyStep & {
  ask: "approval" | "question";
  body?: string;
  subject?: unknown;
  form?: Record<string, unknown>;
  to?: string[];
  due?: string;
  on_reject?: "cancel" | "fail" | "continue";
};
export type SetStep = AnyStep & { set: unknown };
export type WaitFor = string | { for: string } | { until: string } | { event: string; key?: string; due?: string };
export type WaitStep = AnyStep & { wait: WaitFor };
export type TaskStep = AnyStep & { task: string; with?: Record<string, unknown>; as?: string };
export type BlockStep = AnyStep & { steps: Step[]; else?: Step[] };
export type ParallelStep = AnyStep & { parallel: Step[] };
export type EachStep = AnyStep & { each: unknown; concurrency?: number; steps: Step[]; collect?: unknown };
export type Step = UseStep | AgentStep | AskStep | SetStep | WaitStep | TaskStep | BlockStep | ParallelStep | EachStep;

export const DefinitionDocument = z
  .object({
    name: z.string().trim().min(1).max(200),
    description: z.string().max(4000).optional(),
    category: z.string().max(100).optional(),
    parent: z.string().max(200).optional().describe("name of a definition; what this one leaves out falls back to it"),
    agent: z.string().max(200).optional().describe("who runs it unless a task names another"),
    title: z.string().max(300).optional().describe("what its tasks are called; may hold {{ inputs.… }}"),
    instructions: z.string().max(100_000).optional(),
    inputs: z.record(StepId, InputSpec).optional(),
    controls: z.array(Control).optional(),
    priority: z.number().int().min(-100).max(100).optional().describe("higher runs first; default 0"),
    timeout: Duration.optional().describe("time on people is not counted"),
    retry: Retry.optional().describe("for every step that has none of its own"),
    steps: z.array(Step).min(1).optional(),
    outputs: z.record(z.string(), Template).optional(),
  })
  .strict()
  .meta({ id: "DefinitionDocument" });
export interface DefinitionDocument {
  name: string;
  description?: string;
  category?: string;
  parent?: string;
  agent?: string;
  title?: string;
  instructions?: string;
  inputs?: Record<string, InputSpec>;
  controls?: Control[];
  priority?: number;
  timeout?: string;
  retry?: Retry;
  steps?: Step[];
  outputs?: Record<string, unknown>;
}
