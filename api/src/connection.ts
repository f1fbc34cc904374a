import { z } from "zod";
import { ActorRecord } from "./actor.ts";
import { PageQuery, pageOf, Timestamp } from "./page.ts";

/** How a connection signs in. */
export const ConnectionMethod = z
  .enum(["bearer", "basic", "header", "query", "cookie", "oauth2", "client_credentials", "smtp", "fields"])
  .meta({ id: "ConnectionMethod" });
export type ConnectionMethod = z.infer<typeof ConnectionMethod>;

/** What may be read of how it signs in. Addresses are https, except on this machine. */
const Settings = z
  .object({
    hosts: z
      .array(z.string().min(1).max(300))
      .max(20)
      .optional()
      .describe('where its secrets may be sent: "api.example.org", "*.example.org", with ":8443" for a port'),
    name: z
      .string()
      .min(1)
      .max(200)
      .optional()
      .describe("the header, query parameter or cookie that carries the value"),
    issuer: z.url().optional().describe("OAuth 2: where to discover the authorisation server"),
    authorizationUrl: z.url().optional().describe("OAuth 2: instead of discovery"),
    tokenUrl: z.url().optional().describe("OAuth 2: instead of discovery"),
    scopes: z.array(z.string().min(1).max(200)).max(50).optional(),
    resource: z.url().optional().describe("OAuth 2: for which server the token is to be (RFC 8707)"),
    testUrl: z.url().optional().describe("what a test of the connection gets"),
  })
  .strict();

const Fields = z.record(z.string().min(1).max(100), z.string().max(20_000));
const Grant = z
  .string()
  .regex(/^(workspace|user:.{1,200}|role:(owner|builder|operator|approver|viewer))$/)
  .describe('"user:<login>", "role:<role>", or "workspace" for every task');

export const Connection = z
  .object({
    id: z.number().int(),
    name: z.string(),
    app: z.string().describe('what it is for: "http", "email", or an imported app'),
    method: ConnectionMethod,
    owner: z.object({ id: z.number().int(), name: z.string() }).nullable().describe("null: the workspace"),
    grants: z.array(z.string()).describe("who may use it besides its owner"),
    settings: z.record(z.string(), z.unknown()),
    fields: z.array(z.string()).describe("names of what is kept sealed; the values are never shown"),
    status: z.enum(["ready", "pending", "lapsed"]).describe("pending and lapsed: a person has to sign in"),
    statusText: z.string().nullable(),
    usedAt: Timestamp.nullable().describe("when a task last signed in with it, to the hour; null: never"),
    usable: z.boolean().describe("whether tasks of the reader may use it"),
    changeable: z.boolean().describe("whether the reader may change it"),
    version: z.number().int(),
    createdBy: ActorRecord,
    createdAt: Timestamp,
    updatedAt: Timestamp,
  })
  .meta({ id: "Connection" });
export type Connection = z.infer<typeof Connection>;
export const ConnectionPage = pageOf(Connection).meta({ id: "ConnectionPage" });
export const ConnectionListQuery = PageQuery.extend({ app: z.string().max(100).optional() });

export const CreateConnection = z
  .object({
    name: z.string().trim().min(1).max(100),
    app: z.string().min(1).max(100),
    method: ConnectionMethod,
    owner: z.enum(["me", "workspace"]).default("me"),
    grants: z.array(Grant).max(100).default([]),
    fields: Fields.default({}).describe(
      "bearer: token; basic: username, password; header, query, cookie: value; oauth2: clientId, clientSecret; smtp: url",
    ),
    settings: Settings.default({}),
  })
  .strict()
  .meta({ id: "CreateConnection" });
export type CreateConnection = z.output<typeof CreateConnection>;

export const UpdateConnection = z
  .object({
    name: z.string().trim().min(1).max(100).optional(),
    fields: Fields.optional().describe("replaces those of these names"),
    settings: Settings.optional(),
    version: z.number().int().optional().describe("the version the change is based on"),
  })
  .strict()
  .meta({ id: "UpdateConnection" });
export type UpdateConnection = z.output<typeof UpdateConnection>;

export const ShareConnection = z
  .object({ grants: z.array(Grant).max(100) })
  .strict()
  .meta({ id: "ShareConnection" });

export const ConnectionTest = z
  .object({ ok: z.boolean(), text: z.string().describe("what came back, in words") })
  .meta({ id: "ConnectionTest" });
export const SignInAt = z
  .object({ url: z.string().describe("where the person signs in; they come back by themselves") })
  .meta({ id: "SignInAt" });
export const SignInAnswer = z.object({
  code: z.string().max(4000).optional(),
  state: z.string().max(400).optional(),
  iss: z.string().max(2000).optional(),
  error: z.string().max(400).optional(),
  error_description: z.string().max(2000).optional(),
  here: z.string().max(1).optional(),
});

export const RotateSecrets = z
  .object({ newKey: z.boolean().default(false).describe("make a new key first, where the key lies in secret.key") })
  .strict()
  .meta({ id: "RotateSecrets" });
export const RotatedSecrets = z
  .object({
    key: z.string().describe("id of the key that seals everything now"),
    resealed: z.number().int(),
    kept: z.number().int().describe("how many were sealed with it already"),
  })
  .meta({ id: "RotatedSecrets" });
