import { z } from "zod";
import { ActorRecord } from "./actor.ts";
import { LongBody } from "./body.ts";
import { AnyJson, Id, PageQuery, pageOf, Timestamp } from "./page.ts";
import { Sentence } from "./sentence.ts";

export const TaskStatus = z
  .enum(["scheduled", "queued", "running", "waiting", "paused", "complete", "error", "cancelled"])
  .meta({ id: "TaskStatus" });
export type TaskStatus = z.infer<typeof TaskStatus>;
export const FINAL_STATUSES = ["complete", "error", "cancelled"] as const satisfies readonly TaskStatus[];

export const TaskKind = z.enum(["manual", "scheduled", "event", "api", "batch", "subtask"]).meta({ id: "TaskKind" });
export type TaskKind = z.infer<typeof TaskKind>;

/** Why a task is in its status, in words a person understands, and in fields a program does. */
export const TaskReason = z
  .object({
    code: z.enum([
      "person", // waiting for a decision or an answer
      "delay", // waiting for a moment
      "event", // waiting for something from outside
      "subtask", // waiting for another task
      "retry", // waiting before the next attempt
      "pausing", // running still; will pause at the next safe boundary
      "cancelling", // running still; will end at the next safe boundary
      "paused",
      "agent_busy",
      "agent_off",
      "agent_hours", // outside the agent's working hours
      "agent_budget", // the agent's budget of the day is spent
      "stopped", // a kill switch holds it until it is lifted
      "queued",
      "failed",
      "timeout",
      "rejected",
      "cancelled",
    ]),
    text: z.string(),
    sentence: Sentence.optional().describe("the text for programs and other languages, unless it is somebody's own"),
    more: z.number().int().optional().describe("so many other steps wait, too"),
    until: Timestamp.optional(),
    interactionIds: z.array(z.number().int()).optional(),
    stepPath: z.string().optional(),
  })
  .meta({ id: "TaskReason" });
export type TaskReason = z.infer<typeof TaskReason>;

export const TaskError = z
  .object({
    code: z.string(),
    message: z.string(),
    sentence: Sentence.optional().describe("the message for other languages, unless it is a tool's own"),
    stepPath: z.string().optional(),
    retryable: z.boolean().optional(),
    details: AnyJson.optional(),
    handled: z.boolean().optional().describe("the step's on_error dealt with it"),
  })
  .meta({ id: "TaskError" });
export type TaskError = z.infer<typeof TaskError>;

export const PlanItem = z
  .object({ text: z.string(), state: z.enum(["open", "doing", "done", "dropped"]) })
  .meta({ id: "PlanItem" });
export type PlanItem = z.infer<typeof PlanItem>;

export const TaskProgress = z
  .object({
    step: z.string().nullable().describe("path of the current step"),
    title: z.string().nullable().optional().describe("what the current step is called"),
    percent: z.number().min(0).max(100),
    done: z.number().int().optional(),
    total: z.number().int().optional(),
    estimated: z.boolean().optional().describe("the percentage rests on an agent's own plan"),
    plan: z.array(PlanItem).optional().describe("the plan of the agent at work"),
  })
  .meta({ id: "TaskProgress" });
export type TaskProgress = z.infer<typeof TaskProgress>;

/** A person who is asked, as far as a list shows it. */
export const TaskAsk = z
  .object({
    interactionId: z.number().int(),
    assignees: z.array(z.string()).describe('"user:<login>" or "role:<role>"'),
    mine: z.boolean().describe("whether the reader is among them"),
    dueAt: Timestamp.nullable(),
  })
  .meta({ id: "TaskAsk" });
export type TaskAsk = z.infer<typeof TaskAsk>;
/** What the work of models took, summed over a task's steps. */
export const TaskSpent = z
  .object({
    modelCalls: z.number().int(),
    toolCalls: z.number().int(),
    tokensIn: z.number().int().describe("all that models read, with what was read again"),
    tokensCached: z.number().int().describe("of these, read from the provider's cache"),
    tokensOut: z.number().int(),
    tokensNew: z.number().int().describe("what was not sent before, and what was written: what budgets count"),
    costMicros: z.number().int().describe("millionths of a US dollar, as far as prices are known"),
    unpricedCalls: z.number().int().describe("calls of models whose price is not known"),
    estimatedCalls: z
      .number()
      .int()
      .describe("calls that broke off or were given up before the provider said what they took: counted by letters"),
  })
  .meta({ id: "TaskSpent" });
export type TaskSpent = z.infer<typeof TaskSpent>;

export const DryRun = z
  .object({
    approvals: z
      .enum(["ask", "assume"])
      .describe("ask: people are asked as in a real run; assume: taken as approved, and reported"),
  })
  .meta({ id: "DryRun" });
export type DryRun = z.infer<typeof DryRun>;

export const TaskSummary = z
  .object({
    id: z.number().int(),
    title: z.string(),
    definition: z.object({ id: z.number().int(), name: z.string(), version: z.number().int() }),
    agent: z.object({ id: z.number().int(), name: z.string() }),
    kind: TaskKind,
    status: TaskStatus,
    reason: TaskReason.nullable(),
    priority: z.number().int(),
    progress: TaskProgress,
    createdBy: ActorRecord,
    createdAt: Timestamp,
    startedAt: Timestamp.nullable(),
    endedAt: Timestamp.nullable(),
    statusSince: Timestamp,
    elapsedMs: z.number().describe("since the first start, until the end or now"),
    runningMs: z.number().describe("spent executing"),
    waitingMs: z.number().describe("spent waiting for people, moments and other tasks"),
    parentTaskId: z.number().int().nullable(),
    waitsFor: z.array(TaskAsk).describe("its open requests, the oldest first"),
    spent: TaskSpent.nullable().describe("null: no model has worked on it"),
    dryRun: DryRun.nullable().describe("nothing leaves and nothing is changed; see its dry-run report"),
  })
  .meta({ id: "TaskSummary" });
export type TaskSummary = z.infer<typeof TaskSummary>;

export const Task = TaskSummary.extend({
  inputs: z.record(z.string(), AnyJson),
  outputs: AnyJson.nullable(),
  error: TaskError.nullable(),
  timeoutMs: z.number().int().nullable(),
  retry: AnyJson.nullable(),
  attempt: z.number().int(),
  worker: z.string().nullable(),
  openInteractionIds: z.array(z.number().int()),
  subtaskIds: z.array(z.number().int()),
  spentWithSubtasks: TaskSpent.nullable().describe(
    "with what its sub-tasks have spent, however deep; null: it has none, or no model has worked in any",
  ),
  long: z
    .object({ inputs: LongBody.optional(), outputs: LongBody.optional() })
    .optional()
    .describe("what `bodies=short` left out; the whole of it is at /tasks/{id}/body"),
}).meta({ id: "Task" });
export type Task = z.infer<typeof Task>;

export const TaskQuery = z.object({
  bodies: z
    .enum(["whole", "short"])
    .default("whole")
    .describe("`short`: inputs and outputs up to 256 kB each; of longer ones how they begin"),
});
export const TaskBodyQuery = z.object({ part: z.enum(["inputs", "outputs"]).default("outputs") });

export const CreateTask = z
  .object({
    definition: z.string().min(1).max(200).describe("name of the definition"),
    inputs: z.record(z.string(), AnyJson).default({}),
    priority: z.number().int().min(-100).max(100).optional(),
    agent: z.string().max(200).optional().describe("name of an agent, in place of the definition's"),
    title: z.string().max(200).optional(),
    startAt: Timestamp.optional().describe("do not start before this moment"),
    dryRun: DryRun.optional().describe("reads are made; writes and external calls are answered from a record"),
  })
  .strict()
  .meta({ id: "CreateTask" });
export type CreateTask = z.input<typeof CreateTask>;

/** Many tasks at once, all or none: up to 10,000 in one request. */
export const CreateTasks = z
  .object({ tasks: z.array(CreateTask).min(1).max(10_000) })
  .strict()
  .meta({ id: "CreateTasks" });
export const CreatedTasks = z.object({ ids: z.array(z.number().int()) }).meta({ id: "CreatedTasks" });

/** What a list of tasks may be narrowed to. */
export const TaskFilter = z.object({
  status: z.string().max(200).optional().describe("one status or several with commas"),
  definition: z.string().max(200).optional(),
  agent: z.string().max(200).optional(),
  kind: TaskKind.optional(),
  parent: Id.optional(),
  waitingFor: z.enum(["me", "people"]).optional().describe("tasks with an open request: to the reader, or to anyone"),
  createdFrom: Timestamp.optional(),
  createdBefore: Timestamp.optional(),
  q: z.string().max(200).optional().describe("a task's number or words of its title"),
});
export type TaskFilter = z.infer<typeof TaskFilter>;

export const TASK_SORTS = ["createdAt", "statusSince", "duration", "priority"] as const;
export type TaskSort = (typeof TASK_SORTS)[number];

export const TaskListQuery = PageQuery.extend(TaskFilter.shape).extend({
  sort: z
    .enum(TASK_SORTS.flatMap((sort) => [sort, `-${sort}`] as const))
    .default("-createdAt")
    .describe("with a minus: the largest first. By priority, tasks that have ended come last"),
  ids: z
    .string()
    .max(4_000)
    .regex(/^\d{1,15}(,\d{1,15})*$/, "write numbers with commas between them")
    .optional()
    .describe("only these tasks, up to 200"),
  newest: Id.optional().describe("leaves out tasks with a higher number, so that places do not shift under a reader"),
  offset: z.coerce.number().int().min(0).max(1_000_000).optional().describe("skips so many, in place of a cursor"),
  total: z
    .stringbool()
    .optional()
    .describe("says also how many there are, up to 250,000, and the newest task's number"),
});
export const TaskPage = pageOf(TaskSummary)
  .extend({ total: z.number().int().optional(), newest: z.number().int().optional() })
  .meta({ id: "TaskPage" });
export type TaskPage = z.infer<typeof TaskPage>;

/** Counts by status, for the heads of lists. Each is counted up to 10,000: 10,001 stands for more. */
export const COUNTED_TASKS = 10_000;
export const TaskCounts = z.record(TaskStatus, z.number().int()).meta({ id: "TaskCounts" });
export type TaskCounts = z.infer<typeof TaskCounts>;

/** A list in groups: how many there are of each and how they went, among the newest 250,000 that match. */
export const TASK_GROUPINGS = ["definition", "agent", "status", "day"] as const;
export type TaskGrouping = (typeof TASK_GROUPINGS)[number];
export const TaskGroupsQuery = TaskFilter.extend({
  by: z.enum(TASK_GROUPINGS),
  zone: z.string().max(100).default("UTC").describe('in which days begin: "Europe/Berlin"'),
});
export const TaskGroup = z
  .object({
    key: z.string().describe("the filter that leads to its tasks: a name, a status, a day as 2026-11-23"),
    count: z.number().int(),
    complete: z.number().int(),
    error: z.number().int(),
    open: z.number().int().describe("not ended yet"),
  })
  .meta({ id: "TaskGroup" });
export type TaskGroup = z.infer<typeof TaskGroup>;
export const TaskGroups = z
  .object({
    groups: z.array(TaskGroup).describe("days newest first, others largest first, up to 500"),
    more: z.boolean().describe("whether groups were left out"),
    total: z.number().int().describe("in all groups, also those left out; up to 250,000"),
  })
  .meta({ id: "TaskGroups" });
export type TaskGroups = z.infer<typeof TaskGroups>;

/** How tasks ended lately, by the hour. */
export const TaskOutcomesQuery = z.object({ hours: z.coerce.number().int().min(1).max(168).default(24) });
export const TaskOutcomes = z
  .object({
    hours: z
      .array(
        z.object({
          from: Timestamp.describe("the hour's beginning"),
          complete: z.number().int(),
          error: z.number().int(),
          cancelled: z.number().int(),
        }),
      )
      .describe("oldest first, the last one is under way"),
  })
  .meta({ id: "TaskOutcomes" });
export type TaskOutcomes = z.infer<typeof TaskOutcomes>;
