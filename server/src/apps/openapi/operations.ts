import { setImmediate } from "node:timers/promises";
import type { Effect } from "@taskwright/api/step.ts";
import { AppError } from "../../errors.ts";
import type { ImportedTool } from "../imported/imported-tool.ts";
import { bounded } from "../imported/bounded.ts";
import { toolNames } from "../imported/names.ts";
import type { JsonSchema } from "../tool.ts";
import type { OpenApiDocument } from "./document.ts";
import { dereferenced, isObject, standalone } from "./schema.ts";

/** How an operation is called. */
export interface OperationCall {
  method: string;
  /** with {names} of path parameters */
  path: string;
  /** absent: the app's server */
  server?: string;
  parameters: ParameterCall[];
  body?: { mediaType: string };
  /** whether it wants to know who calls */
  signsIn: "never" | "may" | "must";
}

export interface ParameterCall {
  /** the argument that holds it */
  arg: string;
  name: string;
  in: "path" | "query" | "header" | "cookie";
  style: string;
  explode: boolean;
  /** sent as JSON */
  json?: boolean;
}

const METHODS = ["get", "head", "post", "put", "patch", "delete", "options"];
export const MOST_TOOLS = 3_000;

/** Every operation of the document as a tool. */
export async function operations(document: OpenApiDocument, app: string): Promise<ImportedTool[]> {
  const nameFor = toolNames(app);
  const tools: ImportedTool[] = [];
  for (const [path, given] of Object.entries(document.paths)) {
    const item = dereferenced<Record<string, unknown>>(given, document);
    if (!isObject(item) || !path.startsWith("/")) continue;
    for (const method of METHODS) {
      const operation = item[method];
      if (!isObject(operation)) continue;
      const wanted = typeof operation.operationId === "string" ? operation.operationId : `${method}_${path}`;
      tools.push(tool(document, { item, operation, method, path }, nameFor(wanted)));
      // A thousand of them take a second: other requests go in between.
      if (tools.length % 20 === 0) await setImmediate();
      if (tools.length > MOST_TOOLS) {
        throw new AppError("too_large", `The document has more than ${MOST_TOOLS} operations. Import a part of it.`);
      }
    }
  }
  if (tools.length === 0) throw new AppError("unprocessable", "The document describes no operations.");
  return tools;
}

interface Place {
  item: Record<string, unknown>;
  operation: Record<string, unknown>;
  method: string;
  path: string;
}

function tool(document: OpenApiDocument, place: Place, name: string): ImportedTool {
  const { operation, method, path, item } = place;
  const { schema, parameters, body } = argumentsOf(document, place);
  const signsIn = signing(operation.security ?? document.security);
  if (signsIn !== "never") {
    schema.properties.connection = { type: "string", description: "the name of a connection to sign in with" };
  }
  const server = serverOf(operation.servers ?? item.servers);
  const call: OperationCall = {
    method: method.toUpperCase(),
    path,
    ...(server ? { server } : {}),
    parameters,
    ...(body ? { body } : {}),
    signsIn,
  };
  const title = textOf(operation.summary) || `${call.method} ${path}`;
  const described = textOf(operation.description);
  return {
    name,
    title: title.slice(0, 200),
    description: `${described || title}\n\n${call.method} ${path}`.slice(0, 4_000),
    effect: effectOf(method),
    // The whole at once, so that what several parts refer to is kept once.
    args: standalone(schema, document, "input"),
    result: resultOf(document, operation),
    call,
  };
}

function effectOf(method: string): Effect {
  return method === "get" || method === "head" || method === "options" ? "read" : "external";
}

interface Arguments {
  schema: JsonSchema & { properties: Record<string, unknown> };
  parameters: ParameterCall[];
  body?: { mediaType: string };
}

function argumentsOf(document: OpenApiDocument, { item, operation, path }: Place): Arguments {
  const properties: Record<string, unknown> = {};
  const required: string[] = [];
  const parameters: ParameterCall[] = [];
  for (const parameter of parametersOf(document, item, operation)) {
    const kind = parameter.in as ParameterCall["in"];
    const name = String(parameter.name);
    // These are the connection's, or HTTP's own.
    if (kind === "header" && /^(accept|content-type|authorization|idempotency-key|host|content-length)$/i.test(name))
      continue;
    if (kind === "path" && !path.includes(`{${name}}`)) continue;
    const arg = free(name, kind, properties);
    const content = isObject(parameter.content) ? (Object.values(parameter.content)[0] as JsonSchema) : undefined;
    const schema = (content?.schema ?? parameter.schema ?? {}) as JsonSchema;
    const described = textOf(parameter.description);
    properties[arg] = described
      ? { ...(isObject(schema) ? schema : {}), description: described.slice(0, 1_000) }
      : schema;
    if (parameter.required === true || kind === "path") required.push(arg);
    const style = textOf(parameter.style) || (kind === "query" || kind === "cookie" ? "form" : "simple");
    const explode = typeof parameter.explode === "boolean" ? parameter.explode : style === "form";
    parameters.push({ arg, name, in: kind, style, explode, ...(content ? { json: true } : {}) });
  }
  // What the path names and nobody described.
  for (const [, name] of path.matchAll(/\{([^}]+)\}/g)) {
    if (parameters.some((each) => each.in === "path" && each.name === name)) continue;
    const arg = free(name!, "path", properties);
    properties[arg] = { type: "string" };
    required.push(arg);
    parameters.push({ arg, name: name!, in: "path", style: "simple", explode: false });
  }
  const body = bodyOf(document, operation);
  if (body) {
    properties.body = body.schema;
    if (body.required) required.push("body");
  }
  const schema = { type: "object", properties, required, additionalProperties: false };
  return { schema, parameters, ...(body ? { body: { mediaType: body.mediaType } } : {}) };
}

function parametersOf(document: OpenApiDocument, item: Record<string, unknown>, operation: Record<string, unknown>) {
  const byPlace = new Map<string, Record<string, unknown>>();
  for (const list of [item.parameters, operation.parameters]) {
    for (const given of Array.isArray(list) ? list : []) {
      const parameter = dereferenced<Record<string, unknown>>(given, document);
      if (!isObject(parameter) || typeof parameter.name !== "string") continue;
      if (!["path", "query", "header", "cookie"].includes(String(parameter.in))) continue;
      byPlace.set(`${String(parameter.in)} ${parameter.name}`, parameter);
    }
  }
  return byPlace.values();
}

/** The parameter's own name, unless the body, the connection or a namesake has it. */
function free(name: string, kind: string, taken: Record<string, unknown>): string {
  const isTaken = (arg: string) => arg === "body" || arg === "connection" || Object.hasOwn(taken, arg);
  return isTaken(name) ? `${name}_${kind}` : name;
}

function bodyOf(document: OpenApiDocument, operation: Record<string, unknown>) {
  const body = dereferenced<Record<string, unknown> | undefined>(operation.requestBody, document);
  if (!isObject(body) || !isObject(body.content)) return undefined;
  const types = Object.keys(body.content);
  const mediaType =
    types.find((type) => /^application\/(.+\+)?json\b/.test(type)) ??
    types.find((type) => type.startsWith("application/x-www-form-urlencoded") || type.startsWith("multipart/")) ??
    types[0];
  if (mediaType === undefined) return undefined;
  const { schema } = body.content[mediaType] as { schema?: unknown };
  const isStructured = /json|x-www-form-urlencoded|multipart/.test(mediaType);
  return {
    mediaType,
    schema: isStructured ? (schema ?? {}) : { description: "a text, or a file such as {{ inputs.file }}" },
    required: body.required === true,
  };
}

/** Whether signing in is asked for, left free, or not spoken of. */
function signing(security: unknown): OperationCall["signsIn"] {
  if (!Array.isArray(security) || security.length === 0) return "never";
  return security.some((each) => isObject(each) && Object.keys(each).length === 0) ? "may" : "must";
}

/** Not checked, for servers keep to them loosely; shown, so only as far as people read. */
function resultOf(document: OpenApiDocument, operation: Record<string, unknown>): JsonSchema | null {
  const responses = Object(operation.responses) as Record<string, unknown>;
  const code = ["200", "201", "202", "2XX", "default"].find((each) => responses[each] !== undefined);
  const response = code === undefined ? undefined : dereferenced<Record<string, unknown>>(responses[code], document);
  if (!isObject(response) || !isObject(response.content)) return null;
  const json = Object.entries(response.content).find(([type]) => /json/.test(type))?.[1] as
    | { schema?: unknown }
    | undefined;
  if (!json?.schema) return null;
  const shown = bounded(standalone(json.schema, document, "output"));
  return JSON.stringify(shown).length > 16_000 ? null : shown;
}

/** The first server with its variables filled in; undefined: none is named. */
export function serverOf(servers: unknown): string | undefined {
  const first = Array.isArray(servers)
    ? (servers[0] as OpenApiDocument["servers"] extends (infer S)[] | undefined ? S : never)
    : undefined;
  if (typeof first?.url !== "string") return undefined;
  return first.url.replace(/\{([^}]+)\}/g, (_, name: string) => String(first.variables?.[name]?.default ?? ""));
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value.trim() : "";
}
