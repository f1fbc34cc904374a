import { sentence } from "@taskwright/api/sentence.ts";
import { assume } from "./rehearse.ts";
import type { CompiledWait } from "../definitions/compiled.ts";
import { writeStep, type Wait } from "../engine/step-rows.ts";
import {
  done,
  evaluate,
  evaluateText,
  failed,
  PARKED,
  stepEvent,
  type StepResult,
  STOPPED,
  stepWrite,
  type Visit,
} from "../engine/visit.ts";

/** Waits for a moment, or for something from outside. Costs nothing meanwhile. */
export async function walkWait(visit: Visit<CompiledWait>): Promise<StepResult> {
  const { segment, row } = visit;
  let wait = row?.wait?.type === "delay" || row?.wait?.type === "event" ? row.wait : undefined;
  // Nobody waits for days to see what a definition would do.
  if (!wait && segment.task.dry_run) return await pass(visit);
  if (!wait) {
    const opened = await open(visit);
    if ("result" in opened) return opened.result;
    wait = opened.wait;
  }
  const until = wait.until === null ? null : new Date(wait.until);
  if (until && until <= segment.now())
    return wait.type === "delay" ? complete(visit, wait) : await giveUp(visit, wait.name);
  segment.waits.push({
    until,
    reason: { ...reasonOf(visit, wait), ...(wait.until ? { until: wait.until } : {}), stepPath: visit.path },
  });
  return PARKED;
}

async function pass(visit: Visit<CompiledWait>): Promise<StepResult> {
  const { step, scope, segment } = visit;
  if (step.wait.type !== "event") return assume(visit, { until: segment.now().toISOString() }, "skipped");
  const { name, key } = step.wait;
  const event = { name: await evaluateText(name, scope), key: await evaluateText(key, scope), data: null };
  return assume(visit, event, "skipped");
}

type Opened = { wait: Extract<Wait, { type: "delay" | "event" }> } | { result: StepResult };

async function open(visit: Visit<CompiledWait>): Promise<Opened> {
  const { segment, step, scope } = visit;
  if (step.wait.type === "event") return await openEvent(visit, step.wait);
  const until =
    step.wait.type === "for"
      ? new Date(segment.now().getTime() + step.wait.ms)
      : momentOf(await evaluate(step.wait.at, scope));
  if (!until)
    return {
      result: failed(
        "bad_moment",
        'What "until" gives is no moment. Write a date and time such as "2026-12-24T18:00:00+01:00".',
        { sentence: sentence("failed.bad_moment", {}) },
      ),
    };
  const wait = { type: "delay" as const, until: until.toISOString() };
  segment.note(stepWrite(visit, "waiting", { wait }), stepEvent(visit, "waiting", { until: wait.until }));
  return { wait };
}

async function openEvent(
  visit: Visit<CompiledWait>,
  event: Extract<CompiledWait["wait"], { type: "event" }>,
): Promise<Opened> {
  const { segment, scope, path } = visit;
  const name = (await evaluateText(event.name, scope)) ?? "";
  const key = await evaluateText(event.key, scope);
  const until = event.dueMs === null ? null : new Date(segment.now().getTime() + event.dueMs).toISOString();
  const wait = { type: "event" as const, name, key, until };
  const write = stepWrite(visit, "waiting", { wait });
  const held = await segment.alone(async (tx) => {
    await writeStep(tx, segment.task.id, write);
    await tx
      .insertInto("event_waits")
      .values({
        task_id: segment.task.id,
        step_path: path,
        workspace_id: segment.task.workspace_id,
        name,
        key: key ?? "",
      })
      .onConflict((row) => row.columns(["task_id", "step_path"]).doNothing())
      .execute();
    return true;
  });
  if (!held) return { result: STOPPED };
  segment.remember(write);
  return { wait };
}

function complete(visit: Visit<CompiledWait>, wait: { until: string | null }): StepResult {
  const output = { until: wait.until };
  visit.segment.note(stepWrite(visit, "complete", { output }), stepEvent(visit, "completed"));
  return done(output);
}

async function giveUp(visit: Visit<CompiledWait>, name: string): Promise<StepResult> {
  const { segment, path } = visit;
  const still = await segment.alone(async (tx) => {
    const gone = await tx
      .deleteFrom("event_waits")
      .where("task_id", "=", segment.task.id)
      .where("step_path", "=", path)
      .executeTakeFirst();
    return gone.numDeletedRows > 0n;
  });
  if (still === undefined) return STOPPED;
  // It came at the last moment: its result is recorded, and the next segment reads it.
  if (!still) return PARKED;
  return failed("timeout", `"${name}" did not happen in time.`, {
    sentence: sentence("failed.event_timeout", { event: name }),
  });
}

function reasonOf(visit: Visit<CompiledWait>, wait: Extract<Wait, { type: "delay" | "event" }>) {
  if (wait.type === "delay")
    return {
      code: "delay" as const,
      text: visit.title ?? "waiting for its time",
      sentence: sentence("waiting.moment", { step: visit.title ?? undefined }),
    };
  return {
    code: "event" as const,
    text: `waiting for "${wait.name}"${wait.key ? ` (${wait.key})` : ""}`,
    sentence: sentence("waiting.event", { event: wait.name, key: wait.key ?? undefined }),
  };
}

function momentOf(value: unknown): Date | null {
  if (typeof value !== "string" && typeof value !== "number") return null;
  const date = new Date(value);
  return Number.isNaN(date.getTime()) ? null : date;
}
