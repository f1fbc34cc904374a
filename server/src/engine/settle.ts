import { sentence } from "@taskwright/api/sentence.ts";
import type { TaskError, TaskReason } from "@taskwright/api/task.ts";
import { endTask } from "../tasks/end.ts";
import { newJobId } from "../tasks/queue.ts";
import type { SegmentOutcome } from "./execute.ts";
import { timeoutLeftMs } from "./execute.ts";
import type { Settlement } from "./journal.ts";
import type { OpenWait, Segment } from "./segment.ts";

/** Writes what a segment came to: the one place where a task leaves `running` by its own work. */
export async function settle(segment: Segment, outcome: SegmentOutcome): Promise<void> {
  if (segment.stop === "lost") return;
  switch (outcome.type) {
    case "completed":
      return await write(segment, {
        status: "complete",
        reason: null,
        outputs: outcome.outputs,
        progress: segment.progress.complete(),
        actor: segment.actor,
      });
    case "failed":
      return await fail(segment, outcome.error);
    case "cancelled":
      return await end(
        segment,
        "cancelled",
        { code: "rejected", text: outcome.text, sentence: outcome.sentence },
        null,
      );
    case "parked":
      return await park(segment);
    case "stopped":
      return await stop(segment);
  }
}

async function write(segment: Segment, settlement: Omit<Settlement, "seenWakes">, jobId?: string): Promise<void> {
  await segment.write({ ...settlement, seenWakes: segment.task.wakes }, jobId);
}

/** For lists; the whole message is the task's error. */
const LONGEST_REASON = 300;

async function fail(segment: Segment, error: TaskError): Promise<void> {
  const reason: TaskReason = {
    code: error.code === "timeout" ? "timeout" : "failed",
    text: error.message.slice(0, LONGEST_REASON),
    ...(error.sentence && { sentence: error.sentence }),
    ...(error.stepPath ? { stepPath: error.stepPath } : {}),
  };
  // Questions, sub-tasks and calls under way end with the task.
  if (segment.steps.isAnyOpen()) return await end(segment, "error", reason, error);
  await write(segment, {
    status: "error",
    reason,
    error,
    progress: segment.progress.now(),
    actor: segment.actor,
  });
}

async function park(segment: Segment): Promise<void> {
  const wakeAt = earliest(segment);
  const reason = reasonOf(segment.waits);
  await write(
    segment,
    {
      status: "waiting",
      reason,
      progress: segment.progress.now(),
      wakeAt,
      actor: segment.actor,
    },
    newJobId(segment.task.priority),
  );
}

/** Paused, cancelled, or handed back because this process ends: the journal turns `queued` into what was asked for. */
async function stop(segment: Segment): Promise<void> {
  if (segment.stop === "cancel") {
    return await end(segment, "cancelled", { code: "cancelled", text: "cancelled" }, null);
  }
  await write(
    segment,
    { status: "queued", reason: null, progress: segment.progress.now(), actor: segment.actor },
    newJobId(segment.task.priority),
  );
}

async function end(
  segment: Segment,
  status: "error" | "cancelled",
  reason: TaskReason | null,
  error: TaskError | null,
): Promise<void> {
  await segment.alone(async (tx) => {
    const actor = (status === "cancelled" && (await segment.requestedBy(tx))) || segment.actor;
    const by = { text: `cancelled by ${actor.name}`, sentence: sentence("cancelled", { by: actor.name }) };
    const said = reason?.code === "cancelled" ? { ...reason, ...by } : reason;
    await endTask(tx, segment.engine.boss, segment.task.id, {
      status,
      reason: said,
      error,
      actor,
      progress: segment.progress.now(),
    });
  });
}

/** When to look again if nobody wakes it: the nearest moment waited for, or the task's timeout. */
function earliest(segment: Segment): Date | null {
  const moments = segment.waits.flatMap(({ until }) => (until ? [until.getTime()] : []));
  const left = timeoutLeftMs(segment);
  // Time spent on people is not counted, so it cannot run out meanwhile.
  if (left !== null && !segment.waits.some(({ reason }) => reason.code === "person"))
    moments.push(segment.now().getTime() + Math.max(0, left));
  return moments.length === 0 ? null : new Date(Math.min(...moments));
}

const BY_WEIGHT = ["stopped", "person", "event", "subtask", "retry", "delay"];

/** Several waits, one sentence: people first, for they can do something about it. */
function reasonOf(waits: OpenWait[]): TaskReason {
  const [first, ...rest] = waits
    .map(({ reason }) => reason)
    .toSorted((a, b) => BY_WEIGHT.indexOf(a.code) - BY_WEIGHT.indexOf(b.code));
  if (!first) return { code: "delay", text: "waiting", sentence: sentence("waiting", {}) };
  // A step with a deadline waits once, however many moments it has.
  const others = new Set(rest.map(({ stepPath }) => stepPath).filter((path) => path !== first.stepPath));
  const interactionIds = waits.flatMap(({ reason }) => reason.interactionIds ?? []);
  return {
    ...first,
    ...(others.size > 0 && { text: `${first.text} (and ${others.size} more)`, more: others.size }),
    ...(interactionIds.length > 0 ? { interactionIds } : {}),
  };
}
