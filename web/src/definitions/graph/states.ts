import type { Step, StepStatus } from "@taskwright/api/step.ts";
import { placeOf } from "./outline.ts";

/** How a step of the definition stands in a task. In rounds it stands for all of them. */
export interface NodeState {
  status: StepStatus;
  /** a step of the task that shows why: the one that needs eyes most, else the latest */
  path: string;
  /** what the step is called in this task, as it was recorded; in rounds that say it differently, null */
  title: string | null;
  /** a person is asked */
  person: boolean;
  /** rounds begun */
  rounds: number;
}

const ORDER: StepStatus[] = ["error", "waiting", "running", "cancelled", "complete", "skipped"];

/** By place in the definition. Of attempts the latest counts. */
export function nodeStates(steps: readonly Step[]): Map<string, NodeState> {
  const latest = new Map<string, Step>();
  for (const step of steps) {
    const known = latest.get(step.path);
    if (!known || step.attempt >= known.attempt) latest.set(step.path, step);
  }
  const states = new Map<string, NodeState>();
  for (const step of latest.values()) {
    const place = placeOf(step.path);
    const known = states.get(place);
    const own: NodeState = {
      status: step.status,
      path: step.path,
      title: known && known.title !== step.title ? null : step.title,
      person: step.status === "waiting" && (step.wait as { type?: string } | null)?.type === "person",
      rounds: (known?.rounds ?? 0) + 1,
    };
    if (known && ORDER.indexOf(known.status) < ORDER.indexOf(own.status)) {
      known.rounds = own.rounds;
      known.title = own.title;
    } else states.set(place, own);
  }
  return states;
}
