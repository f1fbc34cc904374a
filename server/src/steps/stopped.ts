import { sentence } from "@taskwright/api/sentence.ts";
import type { Tool } from "../apps/tool.ts";
import { type StopInForce, stopText } from "../controls/stop-board.ts";
import { prepared, run } from "../db/database.ts";
import { PARKED, type StepResult, STOPPED, type Visit } from "../engine/visit.ts";

/**
 * A call of a tool that is stopped waits, and its task with it; what is known of the step stays as it
 * is. Undefined: the stop was lifted a moment ago.
 */
export async function holdStopped(visit: Visit, tool: Tool, stop: StopInForce): Promise<StepResult | undefined> {
  const { segment, path } = visit;
  const held = await segment.alone(async (tx) => (await run(tx, HOLD, [segment.task.id, path, stop.id])).length > 0);
  if (held === undefined) return STOPPED;
  if (!held) return undefined;
  segment.waits.push({
    until: null,
    reason: {
      code: "stopped",
      text: `"${tool.name}" is ${stopText(stop)}`,
      sentence: sentence("stopped.tool", { tool: tool.name, by: stop.by, why: stop.reason }),
      stepPath: path,
    },
  });
  return PARKED;
}

// Shared with nobody who lifts it: either it is lifted first and nothing is held, or held first and released.
const HOLD = prepared(
  "stops_hold",
  `with stop as (select id from stops where id = $3 and lifted_at is null for share)
   insert into stopped_work (task_id, step_path, stop_id) select $1, $2, id from stop
   on conflict (task_id, step_path) do update set stop_id = excluded.stop_id
   returning task_id`,
);
