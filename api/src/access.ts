import { z } from "zod";
import { ActorRecord, Role } from "./actor.ts";
import { pageOf, Timestamp } from "./page.ts";

/** Who the caller is: GET /session. */
export const Session = z
  .object({
    actor: ActorRecord,
    login: z.string().nullable(),
    role: Role,
    workspace: z.object({ id: z.number().int(), name: z.string() }),
    needsPassword: z.boolean().describe("signed in by a one-time link and has no password yet"),
    may: z.array(z.string()).describe("actions the role allows"),
  })
  .meta({ id: "Session" });
export type Session = z.infer<typeof Session>;

export const SignIn = z
  .object({ login: z.string().min(1).max(200), password: z.string().min(1).max(500) })
  .strict()
  .meta({ id: "SignIn" });
export const RedeemLink = z
  .object({ token: z.string().min(10).max(200) })
  .strict()
  .meta({ id: "RedeemLink" });
export const SetPassword = z
  .object({
    name: z.string().trim().min(1).max(200).optional(),
    login: z.string().trim().min(1).max(200).optional(),
    password: z.string().min(10).max(500),
    currentPassword: z.string().max(500).optional(),
  })
  .strict()
  .meta({ id: "SetPassword" });

export const User = z
  .object({
    id: z.number().int(),
    name: z.string(),
    login: z.string(),
    role: Role,
    createdAt: Timestamp,
    disabledAt: Timestamp.nullable(),
  })
  .meta({ id: "User" });
export type User = z.infer<typeof User>;
export const UserPage = pageOf(User).meta({ id: "UserPage" });
export const CreateUser = z
  .object({ name: z.string().trim().min(1).max(200), login: z.string().trim().min(1).max(200), role: Role })
  .strict()
  .meta({ id: "CreateUser" });
export const CreatedUser = z
  .object({ user: User, link: z.string().describe("one-time link to hand to the person; shown once") })
  .meta({ id: "CreatedUser" });
export const UpdateUser = z
  .object({
    name: z.string().trim().min(1).max(200).optional(),
    role: Role.optional(),
    disabled: z.boolean().optional(),
  })
  .strict()
  .meta({ id: "UpdateUser" });

export const ApiKey = z
  .object({
    id: z.number().int(),
    name: z.string(),
    prefix: z.string(),
    role: Role,
    createdAt: Timestamp,
    expiresAt: Timestamp.nullable(),
    lastUsedAt: Timestamp.nullable(),
    revokedAt: Timestamp.nullable(),
  })
  .meta({ id: "ApiKey" });
export type ApiKey = z.infer<typeof ApiKey>;
export const ApiKeyPage = pageOf(ApiKey).meta({ id: "ApiKeyPage" });
export const CreateApiKey = z
  .object({ name: z.string().trim().min(1).max(200), role: Role, expiresAt: Timestamp.optional() })
  .strict()
  .meta({ id: "CreateApiKey" });
export const CreatedApiKey = z
  .object({ apiKey: ApiKey, key: z.string().describe("shown once") })
  .meta({ id: "CreatedApiKey" });
