import { createHash } from "node:crypto";
import { argsSchema, type Tool } from "../apps/tool.ts";
import { canonicalJson } from "../lib/canonical-json.ts";

/** What an approval is for: this call and no other. Kept with the request, compared just before the call. */
export interface ExactCall {
  tool: string;
  /** another one when the tool takes, does or says something else */
  version: string;
  args: unknown;
  connection: number | null;
  task: number;
  /** of the definition that the task runs, and its snapshot with everything inherited */
  definition: { version: number; snapshot: number };
  digest: string;
}

export function exactCall(tool: Tool, call: Pick<ExactCall, "args" | "connection" | "task" | "definition">): ExactCall {
  const { args, connection, task, definition } = call;
  const bound = { tool: tool.name, version: toolVersion(tool), args, connection, task, definition };
  return { ...bound, digest: digestOf(bound) };
}

/** What is another than when it was approved, in words; empty: nothing is. */
export function driftOf(approved: ExactCall, now: ExactCall): string[] {
  const drift: string[] = [];
  if (approved.tool !== now.tool) drift.push(`the tool is "${now.tool}", not "${approved.tool}"`);
  else if (approved.version !== now.version) drift.push("the tool itself was changed");
  if (canonicalJson(approved.args) !== canonicalJson(now.args)) drift.push("its arguments are others");
  if (approved.connection !== now.connection) drift.push("it would sign in with another connection");
  if (approved.task !== now.task) drift.push("it was approved for another task");
  if (canonicalJson(approved.definition) !== canonicalJson(now.definition)) drift.push("the definition was changed");
  return drift;
}

const versions = new WeakMap<Tool, string>();

function toolVersion(tool: Tool): string {
  let version = versions.get(tool);
  if (version === undefined) {
    const { name, description, effect, idempotent } = tool;
    version = tool.version ?? digestOf({ name, description, effect, idempotent, args: argsSchema(tool) });
    versions.set(tool, version);
  }
  return version;
}

function digestOf(value: unknown): string {
  return createHash("sha256").update(canonicalJson(value)).digest("base64url");
}
