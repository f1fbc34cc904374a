import { createHash } from "node:crypto";
import type { Decision } from "@taskwright/api/interaction.ts";
import { type Tool, ToolError } from "../apps/tool.ts";
import { isUnavailable } from "../db/failures.ts";
import type { CompiledControl, CompiledUse } from "../definitions/compiled.ts";
import type { Segment } from "../engine/segment.ts";
import { done, evaluate, failed, stepEvent, type StepResult, STOPPED, stepWrite, type Visit } from "../engine/visit.ts";
import { errorOf } from "../engine/walk.ts";
import { askPerson, stayParked } from "./question.ts";

const DEFAULT_TIMEOUT_MS = 60_000;
/** setTimeout counts in 32 bits. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;
/** A call that takes longer is announced as under way; a shorter one appears with its result. */
const SHOW_AFTER_MS = 200;
const LARGEST_OUTPUT_CHARS = 16 * 1024 * 1024;

/**
 * Calls a tool. What changes something is announced in the journal before and recorded after, so
 * that a crash in between is known as a doubt and settled: by the tool's idempotency, or by a person.
 */
export async function walkUse(visit: Visit<CompiledUse>): Promise<StepResult> {
  const { segment, step, row } = visit;
  const tool = (await segment.engine.catalogs.of(segment.task.workspace_id)).get(step.tool);
  if (!tool) return failed("unknown_tool", `There is no tool called "${step.tool}" any more. Change the definition.`);

  if (row?.wait?.type === "person") {
    if (!row.wait.decision) return stayParked(visit, row.wait);
    return row.wait.purpose === "control"
      ? await afterControl(visit, tool, row.input, row.wait.decision)
      : await afterDoubt(visit, tool, row.input, row.wait.decision);
  }
  // Begun by an earlier segment and not recorded: nobody knows whether the call was made.
  if (row?.status === "running") {
    if (mayRepeat(tool, row.input)) return await call(visit, tool, row.input);
    return await askDoubt(visit, tool, row.input);
  }
  const args = (await evaluate(step.with, visit.scope)) ?? {};
  const control = await controlFor(visit, args);
  if (control?.require === "approval") return await askControl(visit, tool, args, control);
  return await call(visit, tool, args);
}

async function call(visit: Visit<CompiledUse>, tool: Tool, given: unknown): Promise<StepResult> {
  const { segment } = visit;
  const parsed = tool.args.safeParse(given);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => `${issue.path.join(".") || "arguments"}: ${issue.message}`);
    return failed("bad_arguments", `"${tool.name}" cannot be called like this. ${problems.join("; ")}`, {
      details: { args: given },
    });
  }
  const idempotencyKey = keyOf(segment, visit.path);
  const intent = stepWrite(visit, "running", { input: given, tool: tool.name, effect: tool.effect, idempotencyKey });
  if (tool.effect === "read") {
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
    const output = await runTool(visit, tool, parsed.data, idempotencyKey);
    clearTimeout(show);
    segment.note(
      stepWrite(visit, "complete", { output }),
      stepEvent(visit, "completed", { ms: segment.now().getTime() - intent.startedAt.getTime() }),
    );
    if (tool.effect === "read") segment.push();
    return done(output);
  } catch (error) {
    clearTimeout(show);
    if (!(error instanceof ToolError) && isUnavailable(error)) throw error;
    if (segment.abort.signal.aborted) return STOPPED;
    return { type: "failed", error: errorOf(error) };
  }
}

async function runTool(visit: Visit<CompiledUse>, tool: Tool, args: unknown, idempotencyKey: string): Promise<unknown> {
  const { segment, step, path } = visit;
  const timeoutMs = Math.min(step.timeoutMs ?? tool.timeoutMs ?? DEFAULT_TIMEOUT_MS, LONGEST_TIMER_MS);
  // By hand: AbortSignal.any and a race cost more than most calls.
  const controller = new AbortController();
  const { promise: givenUp, reject: giveUp } = Promise.withResolvers<never>();
  let overdue = false;
  const abort = () => {
    controller.abort();
    giveUp(new ToolError("aborted", "The call was given up."));
  };
  const timer = setTimeout(() => {
    overdue = true;
    abort();
  }, timeoutMs);
  segment.abort.signal.addEventListener("abort", abort, { once: true });
  if (segment.abort.signal.aborted) abort();
  try {
    const running = tool.run(args, {
      workspaceId: segment.task.workspace_id,
      taskId: segment.task.id,
      stepPath: path,
      idempotencyKey,
      signal: controller.signal,
      actor: segment.actor,
      connect: async (name) =>
        await segment.engine.connections.open({
          workspaceId: segment.task.workspace_id,
          principal: segment.task.principal,
          app: tool.connection?.app ?? tool.name.split(".", 1)[0]!,
          name,
        }),
    });
    // A tool that does not listen to its signal must not hold the task.
    return checked(tool, await Promise.race([running, givenUp]));
  } catch (error) {
    if (overdue && !segment.abort.signal.aborted) {
      throw new ToolError("timeout", `"${tool.name}" took longer than ${seconds(timeoutMs)}.`, {
        retryable: mayRepeat(tool, args),
        cause: error,
      });
    }
    throw error;
  } finally {
    clearTimeout(timer);
    segment.abort.signal.removeEventListener("abort", abort);
  }
}

/** Whether a call whose outcome is unknown may be made again under its key. */
function mayRepeat(tool: Tool, args: unknown): boolean {
  return tool.effect === "read" || (tool.repeatable?.(args) ?? tool.idempotent);
}

/** What a tool answers must be JSON, of the shape it promised, and not enormous. */
function checked(tool: Tool, output: unknown): unknown {
  if (output === undefined || output === null) return null;
  let value: unknown = output;
  if (tool.result) {
    const parsed = tool.result.safeParse(output);
    if (!parsed.success) {
      throw new ToolError(
        "bad_result",
        `"${tool.name}" answered something else than it promised: ${parsed.error.issues[0]?.path.join(".")} ${parsed.error.issues[0]?.message}`,
      );
    }
    value = parsed.data;
  }
  let text: string | undefined;
  try {
    text = JSON.stringify(value);
  } catch (cause) {
    throw new ToolError("bad_result", `"${tool.name}" answered something that is no JSON.`, { cause });
  }
  if (text === undefined) return null;
  if (text.length > LARGEST_OUTPUT_CHARS) {
    throw new ToolError(
      "too_large",
      `"${tool.name}" answered ${Math.round(text.length / 1024 / 1024)} MB; at most ${LARGEST_OUTPUT_CHARS / 1024 / 1024} MB are kept. Let it write a file instead.`,
    );
  }
  return value;
}

/** Of this call alone, on this installation, however often it is made. */
function keyOf({ task }: Segment, path: string): string {
  const place = path.length <= 100 ? path : createHash("sha256").update(path).digest("base64url");
  return `tw_${task.id}_${task.created_at.getTime().toString(36)}_${place}`;
}

async function controlFor(
  { segment, step, scope }: Visit<CompiledUse>,
  args: unknown,
): Promise<CompiledControl | undefined> {
  for (const control of segment.definition.controls) {
    if (!control.matches(step.tool)) continue;
    if (control.when === null || (await control.when.evaluate({ ...scope, args }))) return control;
  }
  return undefined;
}

async function askControl(
  visit: Visit<CompiledUse>,
  tool: Tool,
  args: unknown,
  control: CompiledControl,
): Promise<StepResult> {
  return await askPerson(
    visit,
    {
      kind: "approval",
      purpose: "control",
      title: visit.title ?? `Let this task call "${tool.title}"?`,
      body: `The definition asks for approval before "${tool.name}" is called. Exactly this call is made if you approve.`,
      form: null,
      subject: { tool: tool.name, args },
      assignees: control.to,
      dueMs: null,
    },
    { input: args, tool: tool.name, effect: tool.effect },
  );
}

async function afterControl(
  visit: Visit<CompiledUse>,
  tool: Tool,
  args: unknown,
  decision: Decision,
): Promise<StepResult> {
  if (decision.outcome === "approve") return await call(visit, tool, args);
  return failed(
    "rejected",
    `The call of "${tool.name}" was rejected${decision.comment ? `: ${decision.comment}` : "."}`,
  );
}

/** A call was begun, then everything stopped. The tool cannot tell what became of it; a person can find out. */
async function askDoubt(visit: Visit<CompiledUse>, tool: Tool, args: unknown): Promise<StepResult> {
  return await askPerson(visit, {
    kind: "assistance",
    purpose: "doubt",
    title: `Did "${tool.title}" happen?`,
    body: `Task "${visit.segment.task.title}" was interrupted while it called "${tool.name}", and the tool cannot tell whether the call went through. Please look on the other side.`,
    form: {
      type: "object",
      required: ["what"],
      properties: {
        what: {
          title: "What now?",
          oneOf: [
            { const: "happened", title: "It happened: go on without calling again" },
            { const: "repeat", title: "It did not happen: call it" },
            { const: "fail", title: "Neither: let the step fail" },
          ],
        },
      },
    },
    subject: { tool: tool.name, args },
    assignees: ["role:operator", "role:approver"],
    dueMs: null,
  });
}

async function afterDoubt(
  visit: Visit<CompiledUse>,
  tool: Tool,
  args: unknown,
  decision: Decision,
): Promise<StepResult> {
  const what = (decision.answer as { what?: string } | null)?.what;
  if (what === "repeat") return await call(visit, tool, args);
  if (what === "happened") {
    visit.segment.note(
      stepWrite(visit, "complete", { output: null }),
      stepEvent(visit, "completed", { settledByPerson: true }),
    );
    return done(null);
  }
  return failed("in_doubt", `It is not known what became of the call of "${tool.name}".`);
}

function seconds(ms: number): string {
  return ms >= 1000 ? `${Math.round(ms / 100) / 10} s` : `${ms} ms`;
}
