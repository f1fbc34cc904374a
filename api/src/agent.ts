import { z } from "zod";
import { pageOf, Timestamp } from "./page.ts";
import { Policy } from "./policy.ts";
import { Effect } from "./step.ts";

/**
 * What an agent may do with a tool. No rule for a tool: the agent does not have it. Of several rules
 * that apply, deny wins over ask, and ask over allow.
 */
export const AgentToolRule = z
  .object({
    tool: z.string().trim().min(1).max(200).describe('a name, or a pattern: "csv.*", "*"'),
    effect: Effect.optional().describe("only tools of this effect"),
    policy: Policy,
    when: z.string().max(2000).optional().describe("a condition over args, as in definitions: {{ args.total > 100 }}"),
    to: z.array(z.string().max(200)).max(20).optional().describe('who is asked: "user:dana", "role:approver"'),
    untrusted: z
      .enum(["allow"])
      .optional()
      .describe("lets calls that reach outside go through also after the task has read content from there"),
  })
  .strict()
  .meta({ id: "AgentToolRule" });
export type AgentToolRule = z.infer<typeof AgentToolRule>;

const ClockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, "a time such as 09:30, at most 24:00");
const Day = z
  .array(z.tuple([ClockTime, ClockTime]).refine(([from, to]) => from < to, "the end is after the beginning"))
  .max(10)
  .optional();

/** When it takes tasks. A day that is not named is a day off; a night is two spans, to 24:00 and from 00:00. */
export const WorkingHours = z
  .object({
    zone: z.string().max(100).refine(isZone, "a time zone such as Europe/Berlin"),
    days: z.object({ mon: Day, tue: Day, wed: Day, thu: Day, fri: Day, sat: Day, sun: Day }).strict(),
  })
  .strict()
  .refine(
    ({ days }) => Object.values(days).some((spans) => spans && spans.length > 0),
    "at least one span; or no hours at all: always",
  )
  .meta({ id: "WorkingHours" });
export type WorkingHours = z.infer<typeof WorkingHours>;

function isZone(name: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat("en", { timeZone: name }));
  } catch {
    return false;
  }
}

/** What may be spent. Reaching one pauses the task and asks a person. */
export const Budget = z
  .object({
    money: z.number().positive().max(1_000_000).optional().describe("US dollars"),
    tokens: z
      .number()
      .int()
      .positive()
      .max(10_000_000_000)
      .optional()
      .describe("new tokens: input that was not cached, and output"),
    calls: z.number().int().positive().max(1_000_000).optional().describe("calls of tools"),
    minutes: z.number().positive().max(1_000_000).optional().describe("time spent running"),
  })
  .strict()
  .meta({ id: "Budget" });
export type Budget = z.infer<typeof Budget>;
export const AgentBudget = z
  .object({ perTask: Budget.optional(), perDay: Budget.optional() })
  .strict()
  .meta({ id: "AgentBudget" });
export type AgentBudget = z.infer<typeof AgentBudget>;

export const Spending = z
  .object({ money: z.number(), tokens: z.number(), calls: z.number(), minutes: z.number() })
  .meta({ id: "Spending" });
export type Spending = z.infer<typeof Spending>;

/** Whether it can work right now, and why not. A reason may also be a remark on one that is able. */
export const Availability = z
  .object({
    able: z.boolean(),
    reasons: z.array(
      z.object({
        code: z.enum(["stopped", "off", "hours", "busy", "no_model", "model_trouble", "model_quiet", "budget"]),
        text: z.string(),
        until: Timestamp.optional(),
      }),
    ),
  })
  .meta({ id: "Availability" });
export type Availability = z.infer<typeof Availability>;

export const Agent = z
  .object({
    id: z.number().int(),
    name: z.string(),
    description: z.string().nullable(),
    instructions: z.string().nullable().describe("how it works, in words; part of everything its model is told"),
    model: z
      .object({ id: z.number().int(), name: z.string() })
      .nullable()
      .describe("null: what needs one is handed to a person"),
    tools: z
      .array(AgentToolRule)
      .nullable()
      .describe("null: every tool; reads and writes are allowed, external calls ask"),
    maxConcurrent: z.number().int().nullable().describe("how many of its tasks may run at once; null: no limit"),
    hours: WorkingHours.nullable().describe("null: always"),
    budget: AgentBudget.nullable(),
    enabled: z.boolean(),
    availability: Availability,
    today: Spending.describe("spent since midnight in its time zone"),
    version: z.number().int(),
    running: z.number().int(),
    queued: z.number().int(),
    createdAt: Timestamp,
  })
  .meta({ id: "Agent" });
export type Agent = z.infer<typeof Agent>;
export const AgentPage = pageOf(Agent).meta({ id: "AgentPage" });

export const CreateAgent = z
  .object({
    name: z.string().trim().min(1).max(200),
    description: z.string().max(2000).nullable().optional(),
    instructions: z.string().max(50_000).nullable().optional(),
    modelId: z.number().int().nullable().optional(),
    tools: z.array(AgentToolRule).max(500).nullable().optional(),
    maxConcurrent: z.number().int().min(1).max(10_000).nullable().optional(),
    hours: WorkingHours.nullable().optional(),
    budget: AgentBudget.nullable().optional(),
    enabled: z.boolean().optional(),
  })
  .strict()
  .meta({ id: "CreateAgent" });
export type CreateAgent = z.infer<typeof CreateAgent>;
export const UpdateAgent = CreateAgent.partial()
  .extend({ version: z.number().int().optional().describe("the version the change is based on") })
  .meta({ id: "UpdateAgent" });
export type UpdateAgent = z.infer<typeof UpdateAgent>;
