import { STATUS_CODES } from "node:http";
import type { Readable } from "node:stream";
import { FileRef } from "@taskwright/api/file.ts";
import type { Agent } from "undici";
import type { OpenConnection } from "../../connections/open.ts";
import { AppError } from "../../errors.ts";
import type { AppServices } from "../app.ts";
import type { Egress } from "../catalog/http/egress.ts";
import { receive } from "../catalog/http/receive.ts";
import { type Outgoing, shown, toolError } from "../catalog/http/send.ts";
import { fileRef, openFile, writeFile } from "../files.ts";
import { sendSigned } from "../signing.ts";
import { type ToolCall, ToolError } from "../tool.ts";
import { withoutSecrets } from "../without-secrets.ts";
import type { OperationCall } from "./operations.ts";
import { buildRequest } from "./request.ts";

const TIMEOUT_MS = 60_000;
const MAX_ANSWER_BYTES = 10 * 1024 * 1024;
const MAX_SENT_BYTES = 50 * 1024 * 1024;

export interface Reach {
  services: AppServices;
  egress: Egress;
  agent: Agent;
}

/** Calls an operation: {status, body}. The body is JSON, text, {file} or null. */
export async function callOperation(
  { services, egress, agent }: Reach,
  { operation, server, app }: { operation: OperationCall; server: string; app: string },
  args: Record<string, unknown>,
  call: ToolCall,
): Promise<{ status: number; body: unknown }> {
  const { method } = operation;
  const { url, headers } = buildRequest(operation, operation.server ?? server, args);
  const sent = await bodyOf(services, operation, args.body, call);
  if (sent.mediaType) headers["content-type"] = sent.mediaType;
  const isRead = method === "GET" || method === "HEAD";
  if (!isRead) headers["idempotency-key"] = call.idempotencyKey;
  headers["accept-encoding"] = "gzip, br";
  const outgoing: Outgoing = {
    method,
    url,
    headers,
    body: sent.content,
    follow: isRead,
    mayGoOn: async (to) => await call.mayGoOn(to),
    timeoutMs: TIMEOUT_MS,
    attempts: isRead ? 3 : 1,
    signal: call.signal,
  };
  const connection = await connectionFor(operation, args, call);
  const answer = await sendSigned(outgoing, connection, egress, agent);
  const { statusCode: status } = answer.response;
  const stage = async (content: Readable) =>
    await services.files.stage(withoutSecrets(content, call.secrets), MAX_ANSWER_BYTES);
  const as = method === "HEAD" ? "none" : status >= 400 ? "text" : "auto";
  const received = await receive(answer, { as, limitBytes: MAX_ANSWER_BYTES, stage }).catch((error: unknown) => {
    call.signal.throwIfAborted();
    throw error instanceof AppError ? error : toolError(error, outgoing);
  });
  if (status >= 400)
    throw refusal(
      app,
      outgoing,
      status,
      "value" in received && typeof received.value === "string" ? received.value : "",
    );
  if (!received.staged) return { status, body: received.value };
  const name = url.pathname.split("/").at(-1)?.slice(-100) || app;
  const row = await writeFile(services, services.database.db, call, { path: null, name, content: received.staged });
  return { status, body: fileRef(row) };
}

/** Named, or the only one there is; where signing in is left free, none will do. */
async function connectionFor(
  { signsIn }: OperationCall,
  args: Record<string, unknown>,
  call: ToolCall,
): Promise<OpenConnection | undefined> {
  if (typeof args.connection === "string") return await call.connect(args.connection);
  if (signsIn === "must") return await call.connect();
  return undefined;
}

async function bodyOf(
  services: AppServices,
  { body }: OperationCall,
  value: unknown,
  call: ToolCall,
): Promise<{ content: Outgoing["body"]; mediaType?: string }> {
  if (!body || value === undefined) return { content: undefined };
  const { mediaType } = body;
  if (/json/.test(mediaType)) return { content: JSON.stringify(value), mediaType };
  if (mediaType.startsWith("application/x-www-form-urlencoded")) {
    const members = Object.entries(Object(value) as object).flatMap(([name, each]): [string, string][] =>
      [each].flat().map((one: unknown) => [name, text(one)]),
    );
    return { content: String(new URLSearchParams(members)), mediaType };
  }
  if (mediaType.startsWith("multipart/")) return await multipart(services, value, call);
  const file = FileRef.safeParse(value);
  if (!file.success) return { content: text(value), mediaType };
  const opened = await openFile(services, call, file.data);
  return {
    content: await opened.bytes(MAX_SENT_BYTES),
    mediaType: mediaType.includes("*") ? opened.row.media_type : mediaType,
  };
}

async function multipart(services: AppServices, value: unknown, call: ToolCall) {
  const form = new FormData();
  for (const [name, each] of Object.entries(Object(value) as object)) {
    for (const one of [each].flat() as unknown[]) {
      const file = FileRef.safeParse(one);
      if (file.success) {
        const opened = await openFile(services, call, file.data);
        const bytes = await opened.bytes(MAX_SENT_BYTES);
        form.append(name, new Blob([new Uint8Array(bytes)], { type: opened.row.media_type }), opened.row.name);
      } else form.append(name, text(one));
    }
  }
  const encoded = new Response(form);
  return { content: Buffer.from(await encoded.arrayBuffer()), mediaType: encoded.headers.get("content-type")! };
}

function text(value: unknown): string {
  if (typeof value === "string") return value;
  return value === undefined || value === null ? "" : JSON.stringify(value);
}

function refusal(app: string, { method, url }: Outgoing, status: number, said: string): ToolError {
  const words = said.trim() === "" ? "" : `: ${said.trim().slice(0, 300)}`;
  return new ToolError(
    "http_status",
    `${app}: ${method} ${shown(url)} answered ${status} ${STATUS_CODES[status] ?? ""}${words}`,
    {
      retryable: status === 408 || status === 425 || status === 429 || status >= 500,
      details: { status, body: said.slice(0, 2_000) },
    },
  );
}
