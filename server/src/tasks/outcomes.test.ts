import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { systemActor } from "../access/actor.ts";
import { type TestDatabase, testDatabase, testWorkspace } from "../../test/support/database.ts";
import { readOutcomes } from "./outcomes.ts";

let tested: TestDatabase;
beforeAll(async () => {
  tested = await testDatabase();
});
afterAll(() => tested.drop());

const NOW = Date.parse("2026-11-23T15:20:00Z");

/** As the table holds them; nothing else of a task matters here. */
async function ended(workspaceId: number, tasks: [status: string, endedAt: string | null][]): Promise<void> {
  for (const [status, endedAt] of tasks)
    await sql`
      insert into tasks (workspace_id, definition_id, definition_version, snapshot_id, agent_id, kind, title, status, inputs, created_by, ended_at)
      values (${workspaceId}, 1, 1, 1, 1, 'api', 'A task', ${status}, '{}', '{}', ${endedAt})`.execute(
      tested.database.db,
    );
}

test("tasks are counted in the hour in which they ended, by how they ended", async () => {
  const { db } = tested.database;
  const { workspaceId } = await testWorkspace(db);
  await ended(workspaceId, [
    ["complete", "2026-11-23T13:00:00Z"],
    ["complete", "2026-11-23T13:59:59.9Z"],
    ["error", "2026-11-23T14:00:00Z"],
    ["cancelled", "2026-11-23T15:19:00Z"],
    ["complete", "2026-11-23T12:59:59Z"],
    ["running", null],
  ]);
  const { workspaceId: other } = await testWorkspace(db);
  await ended(other, [["error", "2026-11-23T14:30:00Z"]]);

  expect(await readOutcomes(db, systemActor(workspaceId, "test"), 3, NOW)).toEqual({
    hours: [
      { from: "2026-11-23T13:00:00.000Z", complete: 2, error: 0, cancelled: 0 },
      { from: "2026-11-23T14:00:00.000Z", complete: 0, error: 1, cancelled: 0 },
      { from: "2026-11-23T15:00:00.000Z", complete: 0, error: 0, cancelled: 1 },
    ],
  });
});

test("one that ended by a clock ahead of ours counts in the hour under way", async () => {
  const { db } = tested.database;
  const { workspaceId } = await testWorkspace(db);
  await ended(workspaceId, [["complete", "2026-11-23T16:00:01Z"]]);
  const { hours } = await readOutcomes(db, systemActor(workspaceId, "test"), 2, NOW);
  expect(hours.map(({ complete }) => complete)).toEqual([0, 1]);
});
