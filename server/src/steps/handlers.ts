import type { StepHandlers } from "../engine/visit.ts";
import { walkAgent } from "./agent/walk.ts";
import { walkAsk } from "./ask.ts";
import { walkBlock } from "./block.ts";
import { walkEach } from "./each.ts";
import { walkModel } from "./model.ts";
import { walkNote } from "./note.ts";
import { walkParallel } from "./parallel.ts";
import { walkSet } from "./set.ts";
import { walkTask } from "./task.ts";
import { walkUse } from "./use.ts";
import { walkWait } from "./wait.ts";

/** Every kind of step the language has. */
export const STEP_HANDLERS: StepHandlers = {
  use: walkUse,
  agent: walkAgent,
  model: walkModel,
  note: walkNote,
  ask: walkAsk,
  set: walkSet,
  wait: walkWait,
  task: walkTask,
  steps: walkBlock,
  parallel: walkParallel,
  each: walkEach,
};
