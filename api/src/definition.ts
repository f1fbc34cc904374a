import { z } from "zod";
import { ActorRecord } from "./actor.ts";
import { AnyJson, PageQuery, pageOf, Timestamp } from "./page.ts";
import { Effect } from "./step.ts";
import { TaskStatus } from "./task.ts";

/** A finding in a definition's text. `line` and `column` count from 1. */
export const DefinitionIssue = z
  .object({
    severity: z.enum(["error", "warning"]),
    message: z.string().describe("what is wrong, and what to write instead"),
    path: z.string().describe("place in the document, such as steps[2].with.file"),
    line: z.number().int(),
    column: z.number().int(),
    endLine: z.number().int(),
    endColumn: z.number().int(),
  })
  .meta({ id: "DefinitionIssue" });
export type DefinitionIssue = z.infer<typeof DefinitionIssue>;

export const DefinitionSummary = z
  .object({
    id: z.number().int(),
    name: z.string(),
    description: z.string().nullable(),
    category: z.string().nullable(),
    parent: z.string().nullable(),
    agent: z.string().nullable(),
    version: z.number().int(),
    inputs: z.number().int().describe("how many"),
    steps: z.number().int().describe("how many"),
    createdAt: Timestamp,
    updatedAt: Timestamp,
  })
  .meta({ id: "DefinitionSummary" });
export type DefinitionSummary = z.infer<typeof DefinitionSummary>;
export const DefinitionPage = pageOf(DefinitionSummary).meta({ id: "DefinitionPage" });

export const Definition = DefinitionSummary.extend({
  source: z.string().describe("the text as written"),
  document: AnyJson.describe("the parsed document"),
  effective: AnyJson.describe("with everything the parents give"),
  inherited: z.record(z.string(), z.string()).describe("top-level key -> name of the definition it comes from"),
  inputsSchema: AnyJson.describe("JSON Schema (2020-12) of the inputs, for forms and callers"),
  issues: z.array(DefinitionIssue),
  createdBy: ActorRecord,
}).meta({ id: "Definition" });
export type Definition = z.infer<typeof Definition>;

export const DefinitionVersion = z
  .object({ version: z.number().int(), source: z.string(), createdBy: ActorRecord, createdAt: Timestamp })
  .meta({ id: "DefinitionVersion" });
export type DefinitionVersion = z.infer<typeof DefinitionVersion>;
export const DefinitionVersionPage = pageOf(DefinitionVersion).meta({ id: "DefinitionVersionPage" });

/** How a definition's tasks went lately, as cards show it. Bounded: no more than 200 tasks are looked at. */
export const DefinitionUsage = z
  .object({
    definitionId: z.number().int(),
    tasks: z.number().int().describe("created in the last 30 days; 200 stands for 200 or more"),
    complete: z.number().int().describe("of those"),
    error: z.number().int().describe("of those"),
    latest: z
      .array(
        z.object({
          taskId: z.number().int(),
          status: TaskStatus,
          forPerson: z.boolean().describe("it waits for a person"),
          runningMs: z.number().int().describe("time of work, without waiting"),
          createdAt: Timestamp,
        }),
      )
      .describe("at most 12, newest first"),
  })
  .meta({ id: "DefinitionUsage" });
export type DefinitionUsage = z.infer<typeof DefinitionUsage>;
export const DefinitionUsageList = z.object({ items: z.array(DefinitionUsage) }).meta({ id: "DefinitionUsageList" });

/** A definition that comes with the program, to start one's own from. */
export const DefinitionExample = z
  .object({
    name: z.string(),
    description: z.string().nullable(),
    category: z.string().nullable(),
    source: z.string(),
  })
  .meta({ id: "DefinitionExample" });
export type DefinitionExample = z.infer<typeof DefinitionExample>;
export const DefinitionExampleList = z
  .object({ items: z.array(DefinitionExample) })
  .meta({ id: "DefinitionExampleList" });

/** POST /definitions takes either the YAML or JSON text itself, or this. */
export const PushDefinition = z
  .object({ source: z.string().min(1).max(1_000_000) })
  .strict()
  .meta({ id: "PushDefinition" });
export const CheckedDefinition = z
  .object({
    ok: z.boolean(),
    issues: z.array(DefinitionIssue),
    effective: AnyJson.nullable(),
    inherited: z
      .record(z.string(), z.string())
      .nullable()
      .describe("top-level key, or key of inputs and outputs -> name of the definition it comes from"),
    inputsSchema: AnyJson.nullable(),
  })
  .meta({ id: "CheckedDefinition" });
export type CheckedDefinition = z.infer<typeof CheckedDefinition>;

/** A tool as the editor, the CLI and the checks see it. */
export const ToolInfo = z
  .object({
    name: z.string(),
    app: z.string(),
    title: z.string(),
    description: z.string(),
    effect: Effect,
    argsSchema: AnyJson,
    resultSchema: AnyJson.nullable(),
    confirmed: z.boolean().describe("false: imported, and nobody has confirmed its effect, so it cannot be called"),
    changed: z.boolean().describe("it says something else than when it was confirmed, and has to be confirmed again"),
    connection: z
      .object({ app: z.string(), required: z.boolean() })
      .nullable()
      .describe("it signs in with a connection for this app, named by the argument `connection`"),
  })
  .meta({ id: "Tool" });
export type ToolInfo = z.infer<typeof ToolInfo>;
export const ToolListQuery = PageQuery.extend({
  app: z.string().max(100).optional(),
  q: z.string().max(200).optional().describe("words of the name, title or description"),
});
export type ToolListQuery = z.output<typeof ToolListQuery>;
export const ToolPage = pageOf(ToolInfo).meta({ id: "ToolPage" });
