import { resolve } from "node:path";
import { z } from "zod";
import { AppError } from "./errors.ts";

/**
 * Every setting of the program, read once from the environment. An empty variable counts as unset.
 * The descriptions are what a person sees in an error and in `taskwright doctor`.
 */
const SETTINGS = {
  HOST: z.string().default("127.0.0.1").describe("the address to listen on, 0.0.0.0 for all"),
  PORT: integer(0, 65_535).default(8700).describe("a port number, for example 8700"),
  BASE_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe("the address people open, for example https://tasks.example.org"),
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/ })
    .optional()
    .describe("postgres://user:password@host:5432/database, or nothing for the built-in one"),
  DATABASE_CONNECTIONS: integer(2, 1_000)
    .default(20)
    .describe("the most connections this process opens for its own work, for example 20"),
  DATA_DIR: z.string().default("./data").describe("the folder for the database and all files"),
  ROLE: z.enum(["web", "worker", "both"]).default("both").describe('"web", "worker" or "both"'),
  CONCURRENCY: integer(1, 1_000).default(50).describe("how many tasks this process works on at once, for example 50"),
  LOG_LEVEL: z
    .enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"])
    .default("info")
    .describe("trace, debug, info, warn, error, fatal or silent"),
  SMTP_URL: z
    .url({ protocol: /^smtps?$/ })
    .optional()
    .describe("smtp://user:password@host:587, or nothing to keep mail in the outbox"),
  MAIL_FROM: z
    .string()
    .default("Taskwright <taskwright@localhost>")
    .describe("the sender of mail, for example Tasks <tasks@example.org>"),
  HTTP_ALLOW: list()
    .default([])
    .describe("private hosts or networks that http.request may call, for example 10.1.0.0/16,api.internal"),
  MAX_UPLOAD_BYTES: integer(1, Number.MAX_SAFE_INTEGER)
    .default(100 * 1024 * 1024)
    .describe("the largest file that may be uploaded, in bytes, for example 104857600"),
  TASKWRIGHT_ALLOW_MCP_COMMANDS: z
    .stringbool()
    .default(false)
    .describe("true to let builders run programs of this machine as MCP servers"),
  TASKWRIGHT_SECRET_KEY: secretKey().describe(
    "32 random bytes as base64 or hex (openssl rand -base64 32), or nothing for the key in DATA_DIR/secret.key",
  ),
  TASKWRIGHT_SECRET_KEY_OLD: secretKey().describe("the key from before, as long as something is sealed with it"),
} satisfies Record<string, z.ZodType>;

export interface Config {
  host: string;
  port: number;
  /** where people reach the page: for links in mail and on the terminal */
  baseUrl: string | undefined;
  databaseUrl: string | undefined;
  databaseConnections: number;
  /** absolute */
  dataDir: string;
  role: "web" | "worker" | "both";
  concurrency: number;
  logLevel: string;
  smtpUrl: string | undefined;
  mailFrom: string;
  httpAllow: string[];
  maxUploadBytes: number;
  /** whether builders may run programs of this machine as MCP servers */
  allowMcpCommands: boolean;
  /** seals stored secrets; absent: DATA_DIR/secret.key does */
  secretKey: string | undefined;
  secretKeyOld: string | undefined;
}

export function readConfig(env: Record<string, string | undefined> = process.env): Config {
  const given = Object.fromEntries(Object.keys(SETTINGS).map((name) => [name, env[name]?.trim() || undefined]));
  const parsed = z.object(SETTINGS).safeParse(given);
  if (!parsed.success) throw new AppError("invalid", complaint(parsed.error, given));
  const settings = parsed.data;
  return {
    host: settings.HOST,
    port: settings.PORT,
    baseUrl: settings.BASE_URL?.replace(/\/+$/, ""),
    databaseUrl: settings.DATABASE_URL,
    databaseConnections: settings.DATABASE_CONNECTIONS,
    dataDir: resolve(settings.DATA_DIR),
    role: settings.ROLE,
    concurrency: settings.CONCURRENCY,
    logLevel: settings.LOG_LEVEL,
    smtpUrl: settings.SMTP_URL,
    mailFrom: settings.MAIL_FROM,
    httpAllow: settings.HTTP_ALLOW,
    maxUploadBytes: settings.MAX_UPLOAD_BYTES,
    allowMcpCommands: settings.TASKWRIGHT_ALLOW_MCP_COMMANDS,
    secretKey: settings.TASKWRIGHT_SECRET_KEY,
    secretKeyOld: settings.TASKWRIGHT_SECRET_KEY_OLD,
  };
}

function complaint(error: z.ZodError, given: Record<string, string | undefined>): string {
  const lines = error.issues.map((issue) => {
    const name = String(issue.path[0]) as keyof typeof SETTINGS;
    const shown = HIDDEN.has(name) ? "this value" : `"${given[name] ?? ""}"`;
    return `  ${name}: ${shown} cannot be used. Write ${SETTINGS[name].description ?? ""}.`;
  });
  return `The settings are not right:\n${[...new Set(lines)].join("\n")}`;
}

/** They carry passwords. */
const HIDDEN = new Set(["DATABASE_URL", "SMTP_URL", "TASKWRIGHT_SECRET_KEY", "TASKWRIGHT_SECRET_KEY_OLD"]);

function integer(min: number, max: number) {
  return z.string().regex(/^\d+$/).transform(Number).pipe(z.number().min(min).max(max));
}

function secretKey() {
  return z
    .string()
    .regex(/^([0-9a-f]{64}|[A-Za-z0-9+/]{43}=?)$/i)
    .optional();
}

function list() {
  return z.string().transform((text) =>
    text
      .split(",")
      .map((item) => item.trim())
      .filter(Boolean),
  );
}
