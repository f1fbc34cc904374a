import { createHash } from "node:crypto";
import type { DecidingRule } from "@taskwright/api/policy.ts";
import { DRY_RUN, readsOutside, type Tool, ToolError } from "../apps/tool.ts";
import type { CompiledUse } from "../definitions/compiled.ts";
import type { OpenConnection } from "../connections/open.ts";
import { comesBack, type StepWrite } from "../engine/journal.ts";
import type { Segment } from "../engine/segment.ts";
import { done, failed, stepEvent, type StepResult, STOPPED, stepWrite, type Visit } from "../engine/visit.ts";
import { errorOf } from "../engine/walk.ts";
import { askReconnect } from "./reconnect.ts";
import { externalAction } from "./external-action.ts";
import { rehearse } from "./rehearse.ts";
import { mayGoOn } from "./ruling.ts";
import { mayRepeat, runTool } from "./run-tool.ts";

/** A call that takes longer is announced as under way; a shorter one appears with its result. */
const SHOW_AFTER_MS = 200;

/** What is called with: as the step says it, and as the tool reads it, with its defaults. */
export interface CallArgs {
  given: unknown;
  args: unknown;
}

export function readArgs(tool: Tool, given: unknown): { args: unknown } | { failure: StepResult } {
  const parsed = tool.args.safeParse(given);
  if (parsed.success) return { args: parsed.data };
  const problems = parsed.error.issues.map((issue) => `${issue.path.join(".") || "arguments"}: ${issue.message}`);
  return {
    failure: failed("bad_arguments", `"${tool.name}" cannot be called like this. ${problems.join("; ")}`, {
      details: { args: given },
    }),
  };
}

/**
 * Makes one call that may be made. What changes something is announced in the journal before and
 * recorded after, so that a crash in between is known as a doubt. Nothing is in doubt, and nothing
 * announced, where a second call comes to the same as the first.
 */
export async function callTool(
  visit: Visit<CompiledUse>,
  tool: Tool,
  call: CallArgs,
  begun: { rule?: DecidingRule | undefined; intent?: StepWrite } = {},
): Promise<StepResult> {
  const { segment, path } = visit;
  if (segment.task.dry_run && tool.effect !== "read") return await rehearse(visit, tool, call.given, begun.rule);
  const intent = begun.intent ?? intentOf(visit, tool, call, begun.rule);
  let { untrusted } = intent;
  if (begun.intent) {
    if (segment.stop === "cancel") return STOPPED;
  } else if (tool.effect === "read") {
    segment.note(intent);
  } else if (repeatsAlike(visit, tool, call.args)) {
    // What it is called with rests on what is durable: after a crash it is called like this again.
    if (!(await segment.catchUp())) return STOPPED;
    segment.note(intent);
  } else {
    if (!(await segment.record(intent))) return STOPPED;
    // Asked to cancel before the call was made: it is not made.
    if (segment.stop === "cancel") return STOPPED;
  }
  const show = setTimeout(() => {
    segment.note(intent, stepEvent(visit, "started"));
    segment.push();
  }, SHOW_AFTER_MS);
  try {
    const output = await runTool(visit, tool, call.args, {
      workspaceId: segment.task.workspace_id,
      taskId: segment.task.id,
      stepPath: path,
      idempotencyKey: intent.idempotencyKey!,
      actor: segment.actor,
      connect: async (name) => await openConnection(visit, tool, name),
      isDryRun: segment.task.dry_run !== null,
      mayGoOn: async (to) => await mayGoOn(visit, tool, call.args, to),
      isUntrusted: () => untrusted || segment.steps.untrusted !== null,
      readOutside: () => {
        untrusted = true;
      },
    });
    clearTimeout(show);
    segment.note(
      stepWrite(visit, "complete", { output, untrusted, action: externalAction(tool, call.args, output) }),
      stepEvent(visit, "completed", { ms: segment.now().getTime() - intent.startedAt.getTime() }),
    );
    if (tool.effect === "read") segment.push();
    return done(output);
  } catch (error) {
    clearTimeout(show);
    // The database is away, or the disk is full: that says nothing about this call.
    if (!(error instanceof ToolError) && comesBack(error)) throw error;
    if (segment.abort.signal.aborted) return STOPPED;
    if (error instanceof ToolError && error.code === "reconnect" && error.details?.connection) {
      return await askReconnect(visit, tool, call.given, error);
    }
    if (isKeptBack(error)) return await rehearse(visit, tool, call.given, begun.rule);
    const failure = errorOf(error);
    logFailure(visit, tool, failure.code, error);
    return { type: "failed", error: failure };
  }
}

/** For who runs the server. The step's record has the words; they may hold what the call was made with. */
function logFailure({ segment, path, attempt }: Visit<CompiledUse>, tool: Tool, code: string, error: unknown): void {
  const line = { tool: tool.name, task: segment.task.id, step: path, attempt, code };
  if (code !== "bug" || !(error instanceof Error)) return segment.engine.log.warn(line, "a tool call failed");
  const at = error.stack
    ?.replace(error.message, "")
    .split("\n")
    .find((each) => each.trim().startsWith("at "));
  segment.engine.log.warn({ ...line, broke: error.name, at: at?.trim() }, "a tool call failed");
}

/** Under the same key and with the same arguments, of a tool that is known to work here and to tell by its key. */
function repeatsAlike({ step }: Visit<CompiledUse>, tool: Tool, args: unknown): boolean {
  const isOurs = tool.confirmed === undefined;
  return isOurs && tool.effect === "write" && step.steady && mayRepeat(tool, args);
}

/** A dry run does not let a call that reads keep a file. */
function isKeptBack(error: unknown): boolean {
  return error instanceof ToolError && error.code === DRY_RUN;
}

/** The call's record before it is made. */
export function intentOf(visit: Visit<CompiledUse>, tool: Tool, { given }: CallArgs, rule?: DecidingRule): StepWrite {
  return stepWrite(visit, "running", {
    input: given,
    tool: tool.name,
    effect: tool.effect,
    idempotencyKey: keyOf(visit.segment, visit.path),
    untrusted: readsOutside(tool),
    ...(rule ? { rule } : {}),
  });
}

export async function openConnection({ segment }: Visit, tool: Tool, name?: string): Promise<OpenConnection> {
  return await segment.engine.connections.open({
    workspaceId: segment.task.workspace_id,
    principal: segment.task.principal,
    app: tool.connection?.app ?? tool.name.split(".", 1)[0]!,
    name,
  });
}

/** Of this call alone, on this installation, however often it is made. */
function keyOf({ task }: Segment, path: string): string {
  const place = path.length <= 100 ? path : createHash("sha256").update(path).digest("base64url");
  return `tw_${task.id}_${task.created_at.getTime().toString(36)}_${place}`;
}
