import { z } from "zod";
import { ActorRecord } from "./actor.ts";
import { DecidingRule } from "./policy.ts";
import { Effect, StepStatus } from "./step.ts";
import { TaskError } from "./task.ts";
import { AnyJson, PageQuery, pageOf, Timestamp } from "./page.ts";

export const InteractionKind = z.enum(["approval", "assistance", "handover"]).meta({ id: "InteractionKind" });
export type InteractionKind = z.infer<typeof InteractionKind>;
export const InteractionStatus = z.enum(["open", "decided", "withdrawn"]).meta({ id: "InteractionStatus" });
export type InteractionStatus = z.infer<typeof InteractionStatus>;

export const Outcome = z.enum(["approve", "reject", "answer"]).meta({ id: "Outcome" });
export type Outcome = z.infer<typeof Outcome>;

export const Decision = z
  .object({ outcome: Outcome, comment: z.string().nullable(), answer: AnyJson.nullable() })
  .meta({ id: "Decision" });
export type Decision = z.infer<typeof Decision>;

export const InteractionPurpose = z
  .enum([
    "result", // the answer is the step's result
    "control", // leave to make a call
    "doubt", // what became of a call
    "question", // an agent asks
    "budget", // a budget is used up
    "stall", // an agent does not get on
    "reconnect", // a model or an app cannot be reached with the credentials there are
  ])
  .meta({ id: "InteractionPurpose" });
export type InteractionPurpose = z.infer<typeof InteractionPurpose>;

/** What an approval is for, and nothing else. */
export const ApprovedCall = z
  .object({
    tool: z.string(),
    effect: Effect,
    args: AnyJson.nullable().describe("as the tool reads them, with its defaults"),
    connection: z
      .object({ id: z.number().int(), name: z.string().nullable().describe("null: it was removed") })
      .nullable(),
    usedAt: Timestamp.nullable().describe("when it was made"),
  })
  .meta({ id: "ApprovedCall" });
export type ApprovedCall = z.infer<typeof ApprovedCall>;

export const Interaction = z
  .object({
    id: z.number().int(),
    task: z.object({ id: z.number().int(), title: z.string(), definition: z.string() }),
    stepPath: z.string(),
    kind: InteractionKind,
    purpose: InteractionPurpose,
    status: InteractionStatus,
    title: z.string(),
    body: z.string().nullable(),
    form: AnyJson.nullable().describe("JSON Schema (2020-12) of the answer"),
    subject: AnyJson.nullable().describe("what is decided on"),
    assignees: z.array(z.string()).describe('"user:<login>" or "role:<role>"'),
    mine: z.boolean().describe("whether the reader may decide it"),
    dueAt: Timestamp.nullable(),
    openedAt: Timestamp,
    decidedAt: Timestamp.nullable(),
    decidedBy: ActorRecord.nullable(),
    decision: Decision.nullable(),
    rule: DecidingRule.nullable().describe("of an approval: the rule that asks"),
    call: ApprovedCall.nullable().describe("of an approval: the one call that it is for"),
    void: z
      .object({ reason: z.string(), at: Timestamp })
      .nullable()
      .describe("why the approval does not count any more, and since when"),
  })
  .meta({ id: "Interaction" });
export type Interaction = z.infer<typeof Interaction>;

/** A call a person made while doing an agent's step. */
export const HandoverCall = z
  .object({
    path: z.string(),
    tool: z.string(),
    args: AnyJson.nullable(),
    status: StepStatus,
    output: AnyJson.nullable(),
    error: TaskError.nullable(),
  })
  .meta({ id: "HandoverCall" });
export type HandoverCall = z.infer<typeof HandoverCall>;

export const InteractionDetails = Interaction.extend({
  tools: z.array(z.string()).describe("of a handover: the agent's tools, which whoever does its step may call"),
  calls: z.array(HandoverCall).describe("calls made so far, oldest first"),
}).meta({ id: "InteractionDetails" });
export type InteractionDetails = z.infer<typeof InteractionDetails>;

export const CallTool = z
  .object({ tool: z.string().min(1).max(200), args: z.record(z.string(), AnyJson).default({}) })
  .strict()
  .meta({ id: "CallTool" });
export type CallTool = z.output<typeof CallTool>;

export const InteractionListQuery = PageQuery.extend({
  status: InteractionStatus.optional(),
  task: z.coerce.number().int().positive().optional(),
  mine: z.stringbool().optional(),
  definition: z.string().max(200).optional(),
  kind: InteractionKind.optional(),
});
export const InteractionPage = pageOf(Interaction).meta({ id: "InteractionPage" });

/** How many are open, for the groups of an inbox. */
export const InteractionGroupsQuery = z.object({ mine: z.stringbool().optional() });
export const InteractionGroups = z
  .object({
    all: z.number().int(),
    mine: z.number().int(),
    overdue: z.number().int(),
    definitions: z.array(z.object({ name: z.string(), count: z.number().int() })),
    kinds: z.array(z.object({ kind: InteractionKind, count: z.number().int() })),
  })
  .meta({ id: "InteractionGroups" });
export type InteractionGroups = z.infer<typeof InteractionGroups>;

/** Who may decide: those asked by name or by role first, then owners, who may always step in. */
export const Deciders = z
  .object({ items: z.array(z.object({ id: z.number().int(), name: z.string(), asked: z.boolean() })) })
  .meta({ id: "Deciders" });
export type Deciders = z.infer<typeof Deciders>;

export const RespondToInteraction = z
  .object({
    outcome: Outcome,
    comment: z.string().max(4000).optional(),
    answer: AnyJson.optional().describe("must fit the form"),
  })
  .strict()
  .meta({ id: "RespondToInteraction" });
export type RespondToInteraction = z.infer<typeof RespondToInteraction>;
