import type { TaskSummary } from "@taskwright/api/task.ts";
import { expect, test } from "vitest";
import { controlTasks } from "./bulk.ts";

const tasks = Array.from({ length: 40 }, (_, id) => ({ id, title: `t${id}` })) as TaskSummary[];

test("every task is answered for: what was done, and what was refused and why", async () => {
  let under = 0;
  let most = 0;
  const progress: number[] = [];
  const result = await controlTasks(tasks, "pause", {
    onProgress: (done) => progress.push(done),
    async control(id) {
      most = Math.max(most, ++under);
      await Promise.resolve();
      under--;
      if (id % 10 === 3) throw new Error(`#${id} is complete already`);
    },
  });
  expect(result).toMatchObject({ done: 36, left: 0 });
  expect(result.refused.map(({ task, why }) => [task.id, why])).toEqual([
    [3, "#3 is complete already"],
    [13, "#13 is complete already"],
    [23, "#23 is complete already"],
    [33, "#33 is complete already"],
  ]);
  expect(progress.at(-1)).toBe(40);
  expect(most).toBeLessThanOrEqual(6);
});

test("stopped, it says how many were not asked any more", async () => {
  const stop = new AbortController();
  const result = await controlTasks(tasks, "cancel", {
    signal: stop.signal,
    async control(id) {
      if (id === 5) stop.abort();
    },
  });
  expect(result.left).toBeGreaterThan(0);
  expect(result.done + result.left).toBe(40);
});
