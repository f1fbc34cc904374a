import type { Problem } from "@taskwright/api/problem.ts";
import type { TaskSummary } from "@taskwright/api/task.ts";
import type { ControlledTasks, ControlTasks } from "@taskwright/api/task-control.ts";
import { expect, test } from "vitest";
import { controlTasks } from "./bulk.ts";

const tasks = Array.from({ length: 250 }, (_, id) => ({ id, title: `t${id}` })) as TaskSummary[];

function answer({ ids }: ControlTasks, refused: (id: number) => boolean = () => false): ControlledTasks {
  const change = { effect: "now" as const, message: "Paused.", sentence: { code: "change.paused", parts: {} } };
  const results = ids.map((id) =>
    refused(id) ? { id, change: null, problem: problemOf(id) } : { id, change, problem: null },
  );
  const done = results.filter((result) => result.change !== null).length;
  return { done, refused: ids.length - done, results };
}

function problemOf(id: number): Problem {
  return { type: "x", title: "Conflict", status: 409, code: "conflict", detail: `#${id} is complete already` };
}

test("every task is answered for: what was done, and what was refused and why", async () => {
  const asked: number[] = [];
  const progress: number[] = [];
  const result = await controlTasks(tasks, "pause", {
    onProgress: (done) => progress.push(done),
    async control(body) {
      asked.push(body.ids.length);
      return answer(body, (id) => id % 100 === 3);
    },
  });
  expect(result).toMatchObject({ done: 247, left: 0 });
  expect(result.refused.map(({ task, why }) => [task.id, why])).toEqual([
    [3, "#3 is complete already"],
    [103, "#103 is complete already"],
    [203, "#203 is complete already"],
  ]);
  expect(asked).toEqual([100, 100, 50]);
  expect(progress).toEqual([100, 200, 250]);
});

test("stopped, it says how many were not asked any more", async () => {
  const stop = new AbortController();
  const result = await controlTasks(tasks, "cancel", {
    signal: stop.signal,
    async control(body) {
      stop.abort();
      return answer(body);
    },
  });
  expect(result).toEqual({ done: 100, refused: [], left: 150 });
});

test("when nobody answers any more, those asked for are not called done, and the rest is not asked", async () => {
  let calls = 0;
  const result = await controlTasks(tasks, "cancel", {
    async control(body) {
      if (++calls === 2) throw new Error("The server cannot be reached.");
      return answer(body);
    },
  });
  expect(result).toMatchObject({ done: 100, left: 50 });
  expect(result.refused).toHaveLength(100);
  expect(result.refused[0]).toEqual({ task: tasks[100], why: "The server cannot be reached." });
});
