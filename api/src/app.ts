import { z } from "zod";
import { ActorRecord } from "./actor.ts";
import { ConnectionMethod } from "./connection.ts";
import { PageQuery, pageOf, Timestamp } from "./page.ts";
import { Effect } from "./step.ts";

const AppName = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,29}$/, "lower-case letters, digits and _, at most 30")
  .describe('what its tools begin with: "github" for github.issues_create');

/** An app that the workspace brought: by an OpenAPI document or an MCP server. */
export const App = z
  .object({
    id: z.number().int(),
    name: z.string(),
    kind: z.enum(["openapi", "mcp"]),
    title: z.string(),
    description: z.string().nullable(),
    source: z.object({
      url: z.string().optional(),
      pasted: z.boolean().optional(),
      command: z.string().optional(),
      args: z.array(z.string()).optional(),
    }),
    server: z.string().nullable().describe("where its tools are called"),
    signIn: z
      .array(z.object({ name: z.string(), method: ConnectionMethod, settings: z.record(z.string(), z.unknown()) }))
      .describe("how a connection for it would be made; any one will do"),
    tools: z.number().int(),
    confirmed: z.number().int().describe("how many of them a person has confirmed; the others cannot be called"),
    status: z.enum(["ready", "unreachable"]),
    statusText: z.string().nullable(),
    version: z.number().int(),
    createdBy: ActorRecord,
    createdAt: Timestamp,
    refreshedAt: Timestamp,
  })
  .meta({ id: "App" });
export type App = z.infer<typeof App>;
export const AppPage = pageOf(App).meta({ id: "AppPage" });
export const AppListQuery = PageQuery;

export const CreateApp = z
  .object({
    name: AppName.optional().describe("absent: made from its title"),
    openapi: z
      .union([z.string().min(1), z.record(z.string(), z.unknown())])
      .optional()
      .describe("an OpenAPI 3 document: its address, its text (JSON or YAML), or the document itself"),
    server: z
      .url({ protocol: /^https?$/ })
      .optional()
      .describe("where its operations are called, if not as it says"),
    mcp: z
      .union([
        z.object({ url: z.url({ protocol: /^https?$/ }) }).strict(),
        z
          .object({ command: z.string().min(1).max(1000), args: z.array(z.string().max(4000)).max(100).default([]) })
          .strict(),
      ])
      .optional()
      .describe(
        "an MCP server: its address (streamable HTTP), or the program to run where the administrator allows it",
      ),
    connection: z.string().max(100).optional().describe("a connection to read its tools with; it stays yours"),
  })
  .strict()
  .refine(({ openapi, mcp }) => (openapi === undefined) !== (mcp === undefined), "give either openapi or mcp")
  .meta({ id: "CreateApp" });
export type CreateApp = z.output<typeof CreateApp>;

export const RefreshApp = z
  .object({
    openapi: z
      .union([z.string().min(1), z.record(z.string(), z.unknown())])
      .optional()
      .describe("a newer document"),
    connection: z.string().max(100).optional(),
  })
  .strict()
  .meta({ id: "RefreshApp" });
export type RefreshApp = z.output<typeof RefreshApp>;

export const ConfirmTools = z
  .object({
    tools: z
      .array(
        z
          .object({
            tool: z.string().min(1).max(200).describe('a tool, or a pattern such as "github.*"'),
            effect: Effect.optional().describe("absent: as proposed"),
            only: Effect.optional().describe("of the pattern's tools, those whose effect is this"),
            confirmed: z.boolean().default(true),
          })
          .strict(),
      )
      .min(1)
      .max(3_000),
  })
  .strict()
  .meta({ id: "ConfirmTools" });
export type ConfirmTools = z.output<typeof ConfirmTools>;
