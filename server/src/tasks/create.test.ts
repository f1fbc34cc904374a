import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestDesk, testDesk, type TestEngine, testEngine } from "../../test/support/engine.ts";
import { createTasks } from "./create.ts";

let engine: TestEngine;
let desk: TestDesk;

beforeAll(async () => {
  engine = await testEngine();
  desk = await testDesk(engine);
});
afterAll(async () => await engine.stop());

const countOf = async (definition: string) =>
  Number(
    (
      await engine.database.db
        .selectFrom("tasks")
        .innerJoin("definitions", "definitions.id", "tasks.definition_id")
        .select(({ fn }) => fn.countAll<string>().as("count"))
        .where("definitions.name", "=", definition)
        .executeTakeFirstOrThrow()
    ).count,
  );

function requests(definition: string, amounts: unknown[]) {
  return amounts.map((amount) => ({
    actor: desk.actor,
    task: { definition, inputs: { amount }, kind: "batch" as const },
  }));
}

const SOURCE = "{ inputs: { amount: { type: number } }, steps: [{ id: only, set: 1 }] }";

test("many tasks asked for together are created in the order asked, and each can run", async () => {
  const name = await desk.define(SOURCE);
  const ids = await createTasks(
    engine.database.db,
    engine.boss,
    requests(
      name,
      Array.from({ length: 2_345 }, (_, place) => place),
    ),
  );
  expect(ids.length).toBe(2_345);
  expect(ids).toEqual(ids.toSorted((a, b) => a - b));
  expect((await desk.task(ids[2_344]!)).inputs).toEqual({ amount: 2_344 });
  await engine.worker.drain();
  expect((await desk.task(ids[1_500]!)).status).toBe("complete");
  expect((await desk.task(ids[2_344]!)).status).toBe("complete");
});

test.each([0, 999, 1_000, 1_700])(
  "one that is wrong, in place %i, lets none be created, and is named",
  async (wrong) => {
    const name = await desk.define(SOURCE);
    const amounts = Array.from({ length: 2_001 }, (_, place) => (place === wrong ? "much" : place));
    await expect(createTasks(engine.database.db, engine.boss, requests(name, amounts))).rejects.toMatchObject({
      code: "unprocessable",
      message: expect.stringContaining(`Task ${wrong + 1} of 2001`),
    });
    expect(await countOf(name)).toBe(0);
  },
);
