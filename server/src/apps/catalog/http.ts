import { sentence } from "@taskwright/api/sentence.ts";
import type { FileRef } from "@taskwright/api/file.ts";
import { STATUS_CODES } from "node:http";
import type { Readable } from "node:stream";
import { Agent } from "undici";
import { z } from "zod";
import { AppError } from "../../errors.ts";
import type { Staged } from "../../files/blobs.ts";
import type { App, AppServices } from "../app.ts";
import { FileArgument, fileRef, openFile, StorePath, writeFile } from "../files.ts";
import { sendSigned } from "../signing.ts";
import { withoutSecrets } from "../without-secrets.ts";
import { defineTool, type ToolCall, ToolError } from "../tool.ts";
import { createEgress } from "./http/egress.ts";
import { guardedConnector } from "./http/guarded-fetch.ts";
import { receive } from "./http/receive.ts";
import { shown, toolError } from "./http/send.ts";

const MAX_BYTES = 100 * 1024 * 1024;
const MAX_SENT_BYTES = 50 * 1024 * 1024;
const Scalar = z.union([z.string(), z.number(), z.boolean()]);

const GetArgs = z.strictObject({
  url: z.url({ protocol: /^https?$/ }).max(8000),
  query: z
    .record(z.string(), z.union([Scalar, z.array(Scalar), z.null()]))
    .default({})
    .describe("added to the address"),
  headers: z.record(z.string(), Scalar).default({}),
  as: z
    .enum(["auto", "json", "text", "file", "none"])
    .default("auto")
    .describe("what the body becomes; auto: JSON, text, or for anything else a file"),
  timeout_seconds: z.number().positive().max(600).default(30).describe("for one attempt"),
  attempts: z
    .number()
    .int()
    .min(1)
    .max(10)
    .default(3)
    .describe("how often in all, when the network or the server fails"),
  limit_bytes: z
    .number()
    .int()
    .min(1)
    .max(MAX_BYTES)
    .default(10 * 1024 * 1024)
    .describe("a larger answer is refused"),
  follow: z.boolean().default(true).describe("whether redirects are followed, at most five"),
  connection: z.string().max(100).optional().describe("the name of a connection to sign in with"),
  fail: z.boolean().default(true).describe("whether a status of 400 and above fails the step; else look at `status`"),
});

const RequestArgs = GetArgs.extend({
  method: z.enum(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]).default("POST"),
  json: z.unknown().optional().describe("the body, sent as JSON"),
  body: z.string().optional().describe("the body as text; give its Content-Type in headers"),
  form: z.record(z.string(), Scalar).optional().describe("the body as a web form sends it"),
  file: FileArgument.optional().describe("a file as the body"),
  save_to: StorePath.optional().describe("where the answer's body goes in the store"),
  repeatable: z
    .boolean()
    .default(true)
    .describe(
      "false for a server that ignores Idempotency-Key: the call is tried once, and if its outcome is unknown a person is asked",
    ),
}).refine(
  (args) => [args.json, args.body, args.form, args.file].filter((each) => each !== undefined).length <= 1,
  "give only one of json, body, form and file",
);

const Answer = z.object({
  status: z.number(),
  headers: z.record(z.string(), z.string()),
  body: z.unknown().describe("JSON, text, {file: id} or null"),
});

type Args = z.output<typeof GetArgs> & Partial<z.output<typeof RequestArgs>>;

export function httpApp(services: AppServices): App {
  const egress = createEgress(services.config.httpAllow, services.lookup);
  const agent = new Agent({ connect: guardedConnector(egress), connections: 50, maxHeaderSize: 64 * 1024 });

  const get = defineTool({
    name: "http.get",
    title: "Read from the web",
    description: "Gets an address. Private and metadata addresses are refused unless the administrator allows them.",
    effect: "read",
    reads: "outside",
    idempotent: true,
    connection: { app: "http", required: false },
    timeoutMs: 10 * 60_000,
    args: GetArgs,
    result: Answer,
    run: async (args, call) => await exchange({ ...args, method: "GET" }, call),
  });

  const request = defineTool({
    name: "http.request",
    title: "Call a web API",
    description:
      "Sends a request with an Idempotency-Key that stays the same when it is repeated. Private and metadata addresses are refused unless the administrator allows them.",
    effect: "external",
    reads: "outside",
    idempotent: true,
    repeatable: isRepeatable,
    connection: { app: "http", required: false },
    timeoutMs: 10 * 60_000,
    args: RequestArgs,
    result: Answer,
    external({ method, url }: z.output<typeof RequestArgs>, answer: z.infer<typeof Answer>) {
      if (method === "GET" || method === "HEAD") return null;
      const target = shown(new URL(url));
      const remoteId = idIn(answer.body);
      return { what: `${method} ${target}`, target, ...(remoteId === undefined ? {} : { remoteId }) };
    },
    run: exchange,
  });

  async function exchange(args: Args & { method: string }, call: ToolCall): Promise<z.infer<typeof Answer>> {
    const { method, limit_bytes: limitBytes } = args;
    const { signal } = call;
    const url = addressOf(args);
    const outgoing = {
      method,
      url,
      ...(await headersAndBody(services, args, call)),
      follow: args.follow,
      mayGoOn: async (to: URL) => await call.mayGoOn(to),
      timeoutMs: args.timeout_seconds * 1000,
      attempts: isRepeatable(args) ? args.attempts : 1,
      signal,
    };
    const connection = args.connection === undefined ? undefined : await call.connect(args.connection);
    const sent = await sendSigned(outgoing, connection, egress, agent);
    const { statusCode: status } = sent.response;
    const failed = args.fail && status >= 400;
    const as = failed ? "text" : args.save_to ? "file" : args.as;
    const stage = async (content: Readable) =>
      await services.files.stage(withoutSecrets(content, call.secrets), limitBytes);
    const received = await receive(sent, { as, limitBytes, stage }).catch((error: unknown) => {
      signal.throwIfAborted();
      // a full disk is our failure, a connection that broke is the call's
      throw error instanceof AppError ? error : toolError(error, outgoing);
    });
    if (failed) throw statusError(method, sent.url, status, "value" in received ? received.value : "");
    const body = received.staged ? await keep(received.staged, sent.url, args.save_to, call) : received.value;
    const headers = Object.entries(sent.response.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(", ") : (value ?? ""),
    ]);
    return { status, headers: Object.fromEntries(headers), body };
  }

  async function keep(content: Staged, from: URL, path: string | undefined, call: ToolCall): Promise<FileRef> {
    const file = { path: path ?? null, name: path ? undefined : nameOf(from), content, untrusted: true };
    return fileRef(await writeFile(services, services.database.db, call, file));
  }

  return { tools: [get, request], close: async () => await agent.destroy() };
}

/** What most services call the thing they made. */
function idIn(body: unknown): string | undefined {
  const { id } = Object(body) as { id?: unknown };
  return typeof id === "string" || typeof id === "number" ? String(id) : undefined;
}

/** GET, PUT and DELETE mean the same however often they arrive; the others rely on their key. */
function isRepeatable({ method = "GET", repeatable = true }: { method?: string; repeatable?: boolean }): boolean {
  return repeatable || !["POST", "PATCH"].includes(method);
}

function addressOf({ url: text, query }: Args): URL {
  const url = new URL(text);
  for (const [name, value] of Object.entries(query)) {
    if (value === null) continue;
    for (const each of [value].flat()) url.searchParams.append(name, String(each));
  }
  url.hash = "";
  return url;
}

async function headersAndBody(services: AppServices, args: Args & { method: string }, call: ToolCall) {
  const headers: Record<string, string> = { accept: "*/*", "accept-encoding": "gzip, br", "user-agent": "Taskwright" };
  let body: string | Buffer | undefined;
  if (args.json !== undefined) [body, headers["content-type"]] = [JSON.stringify(args.json), "application/json"];
  else if (args.form)
    [body, headers["content-type"]] = [
      String(new URLSearchParams(strings(args.form))),
      "application/x-www-form-urlencoded",
    ];
  else if (args.file !== undefined) {
    const file = await openFile(services, call, args.file);
    [body, headers["content-type"]] = [await file.bytes(MAX_SENT_BYTES), file.row.media_type];
  } else body = args.body;
  if (!["GET", "HEAD"].includes(args.method)) headers["idempotency-key"] = call.idempotencyKey;
  for (const [name, value] of Object.entries(strings(args.headers))) {
    if (OURS.has(name.toLowerCase()))
      throw new ToolError("http_arguments", `The header ${name} is set by the connection itself; leave it out.`);
    headers[name.toLowerCase()] = value;
  }
  return { headers, body };
}

const OURS = new Set([
  "host",
  "content-length",
  "connection",
  "keep-alive",
  "transfer-encoding",
  "te",
  "trailer",
  "upgrade",
  "expect",
]);

function strings(record: Record<string, string | number | boolean>): Record<string, string> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, String(value)]));
}

function nameOf(url: URL): string {
  const last = url.pathname.split("/").at(-1) ?? "";
  try {
    return decodeURIComponent(last).slice(-150).replace(/[/\\]/g, "_") || url.hostname;
  } catch {
    return url.hostname;
  }
}

function statusError(method: string, url: URL, status: number, answer: unknown): ToolError {
  const body = typeof answer === "string" ? answer : "";
  const said = body.trim() === "" ? "" : `: ${body.trim().slice(0, 300)}`;
  const what = `${method} ${shown(url)}`;
  return new ToolError("http_status", `${what} answered ${status} ${STATUS_CODES[status] ?? ""}`.trim() + said, {
    sentence: sentence("failed.http_status", { what, status, said: said.slice(2) || undefined }),
    retryable: status === 408 || status === 425 || status === 429 || status >= 500,
    details: { status, body: body.slice(0, 2000) },
  });
}
