import type { Step } from "@taskwright/api/step.ts";
import type { Task, TaskStatus } from "@taskwright/api/task.ts";
import type { ControlVerb } from "./queries.ts";
import { readWait } from "./step-wait.ts";

/** Which verbs make sense now. A verb already asked for is not offered again. */
export function verbsFor(status: TaskStatus, reasonCode: string | undefined): ControlVerb[] {
  if (reasonCode === "cancelling") return [];
  switch (status) {
    case "running":
      return reasonCode === "pausing" ? ["resume", "cancel"] : ["pause", "cancel"];
    case "scheduled":
    case "queued":
    case "waiting":
      return ["pause", "cancel"];
    case "paused":
      return ["resume", "cancel"];
    case "error":
      return ["retry"];
    default:
      return [];
  }
}

/** Whether the task could go on without this step: it failed there, or the step waits. The server has the last word. */
export function maySkip(task: Pick<Task, "status" | "parentTaskId">, step: Step): boolean {
  switch (task.status) {
    case "error": {
      const failed = (step.status === "error" && step.error?.handled !== true) || step.status === "cancelled";
      return failed && task.parentTaskId === null && !isBlock(step);
    }
    case "running":
      return step.status === "waiting" && readWait(step)?.type === "person";
    case "waiting":
    case "queued":
    case "paused":
      return step.status === "waiting";
    default:
      return false;
  }
}

/** A block failed because of a step in it, unless its own time was up. */
function isBlock(step: Step): boolean {
  return ["steps", "parallel", "each"].includes(step.kind) && step.error?.stepPath !== step.path;
}
