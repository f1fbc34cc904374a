import { ToolError } from "../tool.ts";
import type { OperationCall, ParameterCall } from "./operations.ts";

type Args = Record<string, unknown>;

/** The address, headers and body of one call, from its arguments. */
export function buildRequest(call: OperationCall, server: string, args: Args) {
  const url = new URL(server.replace(/\/+$/, "") + pathOf(call, args));
  const headers: Record<string, string> = { accept: "application/json, */*;q=0.5", "user-agent": "Taskwright" };
  const cookies: string[] = [];
  for (const parameter of call.parameters) {
    const value = args[parameter.arg];
    if (value === undefined || value === null) continue;
    if (parameter.in === "query") {
      for (const [name, text] of pairs(parameter, value)) url.searchParams.append(name, text);
    } else if (parameter.in === "header")
      headers[parameter.name.toLowerCase()] = oneLine(simple(parameter, value), parameter.name);
    else if (parameter.in === "cookie") {
      for (const [name, text] of pairs(parameter, value)) cookies.push(`${name}=${encodeURIComponent(text)}`);
    }
  }
  if (cookies.length > 0) headers.cookie = cookies.join("; ");
  return { url, headers };
}

function pathOf({ path, parameters }: OperationCall, args: Args): string {
  return path.replace(/\{([^}]+)\}/g, (_, name: string) => {
    const parameter = parameters.find((each) => each.in === "path" && each.name === name);
    const text = parameter ? simple(parameter, args[parameter.arg]) : "";
    // "." and ".." would be taken for a step up, and lead to another operation.
    if (text === "" || text === "." || text === "..") {
      throw new ToolError("bad_arguments", `"${name}" is a part of the address and cannot be "${text}".`);
    }
    return encodeURIComponent(text);
  });
}

/** Name and text of each pair in a query or a cookie, in the parameter's style. */
function pairs({ name, style, explode, json }: ParameterCall, value: unknown): [string, string][] {
  if (json) return [[name, JSON.stringify(value)]];
  if (Array.isArray(value)) {
    if (explode) return value.map((each) => [name, plain(each)]);
    const separator = style === "spaceDelimited" ? " " : style === "pipeDelimited" ? "|" : ",";
    return [[name, value.map(plain).join(separator)]];
  }
  if (value !== null && typeof value === "object") {
    const members = Object.entries(value);
    if (style === "deepObject") return members.flatMap(([key, each]) => deep(`${name}[${key}]`, each));
    if (explode) return members.map(([key, each]) => [key, plain(each)]);
    return [[name, members.flatMap(([key, each]) => [key, plain(each)]).join(",")]];
  }
  return [[name, plain(value)]];
}

function deep(name: string, value: unknown): [string, string][] {
  if (value === null || typeof value !== "object") return [[name, plain(value)]];
  return Object.entries(value).flatMap(([key, each]) => deep(`${name}[${key}]`, each));
}

function simple({ explode, json }: ParameterCall, value: unknown): string {
  if (json) return JSON.stringify(value);
  if (Array.isArray(value)) return value.map(plain).join(",");
  if (value === null || typeof value !== "object") return plain(value);
  return Object.entries(value)
    .map(([key, each]) => `${key}${explode ? "=" : ","}${plain(each)}`)
    .join(",");
}

function plain(value: unknown): string {
  if (typeof value === "string") return value;
  return value === undefined || value === null ? "" : JSON.stringify(value);
}

function oneLine(text: string, name: string): string {
  if (/[\u0000-\u0008\u000a-\u001f]/.test(text))
    throw new ToolError("bad_arguments", `"${name}" cannot have line breaks.`);
  return text;
}
