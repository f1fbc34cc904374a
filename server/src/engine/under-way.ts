import { loadSnapshot } from "../definitions/snapshot.ts";
import { settleBug } from "./bug.ts";
import type { Claim, JobRef } from "./claim.ts";
import { execute } from "./execute.ts";
import { comesBack } from "./journal.ts";
import { type Engine, Segment } from "./segment.ts";
import { settle } from "./settle.ts";
import type { Db } from "../db/database.ts";
import type { ClaimedTask } from "../tasks/claimed.ts";
import { loadSteps, type RecordedStep, type StepRow } from "./step-rows.ts";
import type { WalkSteps } from "./visit.ts";

/** The tasks that a worker runs at this moment, each with its segment. */
export interface UnderWay {
  /** `recorded`: their steps, where they are known already */
  begin(claims: Claim[], recorded?: Promise<RecordedStep[]>): void;
  /** how many take room: who waits for a model's answer costs memory and nothing else */
  taken(): number;
  /** all of them, also those that take no room */
  size(): number;
  ids: () => number[];
  /** the jobs to keep alive */
  jobs(): JobRef[];
  segments(): Segment[];
  /** resolves when those that run now have ended */
  ended(): Promise<void>;
}

/** What they have done in earlier segments. */
export async function stepsOf(db: Db, tasks: ClaimedTask[]): Promise<RecordedStep[]> {
  return await loadSteps(
    db,
    tasks.filter(({ attempt }) => attempt > 1).map(({ id }) => id),
  );
}

interface Options {
  engine: Engine;
  walk: WalkSteps;
  /** one has ended; its job, if it has one, is done with */
  onEnd: (job: JobRef | null) => void;
  /** one takes no room for a while */
  onAside: () => void;
}

/** Tasks that wait for a model besides those that run. */
const MOST_ASIDE = 500;

interface Entry extends Claim {
  segment: Segment | undefined;
  ended: Promise<void>;
}

export function openUnderWay({ engine, walk, onEnd, onAside }: Options): UnderWay {
  const running = new Set<Entry>();

  async function runSegment(entry: Entry, rows: Promise<Map<number, StepRow[]>>): Promise<void> {
    const { task, job } = entry;
    try {
      const definition = await loadSnapshot(engine.db, task.snapshot_id);
      const segment = new Segment(engine, task, definition, (await rows).get(task.id) ?? []);
      entry.segment = segment;
      segment.onAside = onAside;
      segment.lookAtStops();
      await settle(segment, await execute(segment, walk));
    } catch (error) {
      await breakOff(entry, error);
    } finally {
      running.delete(entry);
      onEnd(job);
    }
  }

  async function breakOff({ task, segment }: Entry, error: unknown): Promise<void> {
    // The journal knows how far it came; recovery takes it up when the database is back.
    if (comesBack(error))
      return engine.log.warn({ err: error, task: task.id }, "a task was interrupted; it will be taken up again");
    engine.log.error({ err: error, task: task.id }, "a task ends because of a defect in Taskwright");
    await settleBug(engine, task, segment, error).catch((again: unknown) =>
      engine.log.error({ err: again, task: task.id }, "and its end could not be written"),
    );
  }

  return {
    begin(
      claims,
      recorded = stepsOf(
        engine.db,
        claims.map(({ task }) => task),
      ),
    ) {
      const rows = recorded.then((all) => Map.groupBy(all, ({ task_id }) => task_id));
      // seen by each when it is waited for
      rows.catch(() => {});
      for (const claim of claims) {
        const entry: Entry = { ...claim, segment: undefined, ended: Promise.resolve() };
        running.add(entry);
        entry.ended = runSegment(entry, rows);
      }
    },
    taken() {
      let aside = 0;
      for (const { segment } of running) if (segment?.isAside) aside++;
      return running.size - Math.min(aside, MOST_ASIDE);
    },
    size: () => running.size,
    ids: () => [...running].map(({ task }) => task.id),
    jobs: () => [...running].flatMap(({ job }) => job ?? []),
    segments: () => [...running].flatMap(({ segment }) => segment ?? []),
    async ended() {
      await Promise.all([...running].map(({ ended }) => ended));
    },
  };
}
