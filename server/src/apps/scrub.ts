import type { Sentence } from "@taskwright/api/sentence.ts";
import type { OpenConnection } from "../connections/open.ts";
import { basic } from "./signing.ts";
import { type ToolCall, ToolError } from "./tool.ts";

/**
 * Takes the secrets that a call used out of what it answers and out of its failure: a server may
 * send back what it was sent, and answers are recorded, shown and given to models.
 */
export async function scrubbed<Result>(code: (call: ToolCall) => Promise<Result>, call: ToolCall): Promise<Result> {
  const secrets = new Set<string>();
  const connect: ToolCall["connect"] = async (name) => noting(await call.connect(name), secrets);
  try {
    const result = await code({ ...call, connect, secrets });
    return secrets.size === 0 ? result : (scrub(result, secrets) as Result);
  } catch (error) {
    if (secrets.size === 0) throw error;
    if (!(error instanceof ToolError)) {
      // A bug of the tool: what it says is recorded.
      if (error instanceof Error) {
        error.message = text(error.message, secrets);
        error.stack = text(error.stack ?? "", secrets);
      }
      throw error;
    }
    const { code: kind, retryable, details, sentence } = error;
    throw new ToolError(kind, text(error.message, secrets), {
      retryable,
      ...(details ? { details: scrub(details, secrets) as Record<string, unknown> } : {}),
      ...(sentence ? { sentence: scrub(sentence, secrets) as Sentence } : {}),
    });
  }
}

/** Names, not secrets: taking them out would spoil answers that speak of them. */
const HARMLESS = new Set(["username", "clientId", "expiresAt", "host", "port", "user", "database"]);
/** Shorter ones would be found everywhere. */
const SHORTEST = 6;

function noting(connection: OpenConnection, secrets: Set<string>): OpenConnection {
  const { fields } = connection;
  const note = (secret: string | undefined) => {
    if (secret === undefined || secret.length < SHORTEST) return;
    for (const form of [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)]) secrets.add(form);
  };
  for (const [name, value] of Object.entries(fields)) {
    if (HARMLESS.has(name)) continue;
    note(value);
    if (URL.canParse(value)) note(decodeURIComponent(new URL(value).password));
  }
  if (connection.method === "basic") note(basic(fields));
  return {
    ...connection,
    async fetchToken(rejected) {
      const token = await connection.fetchToken(rejected);
      note(token);
      return token;
    },
  };
}

function scrub(value: unknown, secrets: Set<string>): unknown {
  if (typeof value === "string") return text(value, secrets);
  if (Array.isArray(value)) return value.map((each) => scrub(each, secrets));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [text(name, secrets), scrub(each, secrets)]));
}

function text(value: string, secrets: Set<string>): string {
  let shown = value;
  for (const secret of secrets) if (shown.includes(secret)) shown = shown.replaceAll(secret, "[secret]");
  return shown;
}
