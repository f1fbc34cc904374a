import type { PlanItem } from "@taskwright/api/task.ts";
import type { CompiledNote } from "../../definitions/compiled.ts";
import type { Segment } from "../../engine/segment.ts";

/** The plan as it is now: what the task's progress is estimated by. */
export function showPlan(segment: Segment, path: string, { note, given }: CompiledNote): void {
  if (note === "plan") segment.progress.plan(path, (given as { items: PlanItem[] }).items);
}
