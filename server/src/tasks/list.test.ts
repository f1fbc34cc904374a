import type { TaskCounts, TaskGroups, TaskPage } from "@taskwright/api/task.ts";
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type TestApp, testApp } from "../../test/support/app.ts";
import { type TestWorkspace, testWorkspace } from "../../test/support/database.ts";
import { json } from "../db/database.ts";
import type { Services } from "../services.ts";
import { taskRoutes } from "./routes.ts";

let tested: TestApp;
let home: TestWorkspace;
let key: string;
let first: number;

beforeAll(async () => {
  tested = await testApp({}, [(mount) => taskRoutes({ database: {} } as Services, mount)]);
});
afterAll(async () => await tested.close());

/** Twelve tasks, a minute apart, oldest first: t1 … t12. Every third waits, t4 and t8 failed, the rest is complete. */
beforeEach(async () => {
  const { db } = tested.test.database;
  home = await testWorkspace(db);
  key = await tested.keyFor(home.workspaceId, "operator");
  const definitions = await db
    .insertInto("definitions")
    .values(
      ["Pay", "Order"].map((name) => ({ workspace_id: home.workspaceId, name, current_version: 1, snapshot_id: 1 })),
    )
    .returning("id")
    .execute();
  const rows = await db
    .insertInto("tasks")
    .values(
      Array.from({ length: 12 }, (_, index) => {
        const n = index + 1;
        const ended = n % 3 !== 0;
        return {
          workspace_id: home.workspaceId,
          definition_id: definitions[n % 2]!.id,
          definition_version: 1,
          snapshot_id: 1,
          agent_id: home.agentId,
          kind: n % 2 === 0 ? ("manual" as const) : ("batch" as const),
          title: `t${n}`,
          status: n % 3 === 0 ? ("waiting" as const) : n % 4 === 0 ? ("error" as const) : ("complete" as const),
          priority: n % 5,
          inputs: json({}),
          created_by: json({ type: "system", id: null, name: "test" }),
          created_at: minute(n),
          started_at: minute(n),
          status_since: minute(20 - n),
          ended_at: ended ? minute(n + ((n * 5) % 7)) : null,
        };
      }),
    )
    .returning("id")
    .execute();
  first = rows[0]!.id;
});

const minute = (n: number) => new Date(Date.UTC(2026, 10, 20, 8, n));

async function list(query: string): Promise<TaskPage> {
  const response = await tested.request("GET", `/tasks?${query}`, { key });
  expect([query, response.status]).toEqual([query, 200]);
  return (await response.json()) as TaskPage;
}
const titles = (page: TaskPage) => page.items.map(({ title }) => title).join(" ");

/** Read three at a time to the end. */
async function throughout(query: string): Promise<string> {
  const found: string[] = [];
  let cursor: string | null = null;
  do {
    const page: TaskPage = await list(`${query}&limit=3${cursor ? `&cursor=${cursor}` : ""}`);
    found.push(titles(page));
    cursor = page.nextCursor;
  } while (cursor);
  return found.join(" ");
}

test.each([
  ["", "t12 t11 t10 t9 t8 t7 t6 t5 t4 t3 t2 t1"],
  ["sort=createdAt", "t1 t2 t3 t4 t5 t6 t7 t8 t9 t10 t11 t12"],
  ["sort=-statusSince", "t1 t2 t3 t4 t5 t6 t7 t8 t9 t10 t11 t12"],
  ["sort=statusSince&status=waiting,error", "t12 t9 t8 t6 t4 t3"],
  // t3, t6, t9 and t12 still go on
  ["sort=-duration", "t3 t6 t9 t12 t11 t4 t8 t1 t5 t2 t10 t7"],
  ["sort=duration&status=complete", "t7 t10 t2 t5 t1 t11"],
  ["sort=-priority", "t9 t3 t12 t6 t11 t10 t8 t7 t5 t4 t2 t1"],
  ["sort=priority", "t6 t12 t3 t9 t1 t2 t4 t5 t7 t8 t10 t11"],
  ["createdFrom=2026-11-20T08:03:00Z&createdBefore=2026-11-20T08:06:00Z", "t5 t4 t3"],
  ["sort=createdAt&createdFrom=2026-11-20T08:10:00Z", "t10 t11 t12"],
  ["definition=Order&status=error,waiting", "t9 t3"],
  ["definition=Nothing", ""],
  ["agent=default&kind=manual&status=complete", "t10 t2"],
  ["q=t1", "t12 t11 t10 t1"],
])("%s is the same list in one page and in pages of three", async (query, expected) => {
  expect(titles(await list(query))).toBe(expected);
  expect(await throughout(query)).toBe(expected);
});

test.each([
  ["by=definition", "Pay 6: 2 complete, 2 error, 2 open; Order 6: 4 complete, 0 error, 2 open"],
  ["by=definition&status=error,waiting&kind=batch", "Order 2: 0 complete, 0 error, 2 open"],
  ["by=agent&q=t1", "default 4: 3 complete, 0 error, 1 open"],
  [
    "by=status",
    "complete 6: 6 complete, 0 error, 0 open; waiting 4: 0 complete, 0 error, 4 open; error 2: 0 complete, 2 error, 0 open",
  ],
  ["by=day", "2026-11-20 12: 6 complete, 2 error, 4 open"],
  ["by=day&definition=Nothing", ""],
])("grouped %s there are %s", async (query, expected) => {
  const response = await tested.request("GET", `/tasks/groups?${query}`, { key });
  const { groups, more } = (await response.json()) as TaskGroups;
  const words = groups.map(
    (one) => `${one.key} ${one.count}: ${one.complete} complete, ${one.error} error, ${one.open} open`,
  );
  expect([words.join("; "), more]).toEqual([expected, false]);
});

test("days begin where the reader is, and nowhere else", async () => {
  const { db } = tested.test.database;
  await sql`update tasks set created_at = ${"2026-11-20T23:30:00Z"} where id = ${first}`.execute(db);
  const days = async (zone: string) => {
    const response = await tested.request("GET", `/tasks/groups?by=day&zone=${zone}`, { key });
    return response.status === 200
      ? ((await response.json()) as TaskGroups).groups.map((day) => day.key)
      : response.status;
  };
  expect(await days("Europe/Berlin")).toEqual(["2026-11-21", "2026-11-20"]);
  expect(await days("UTC")).toEqual(["2026-11-20"]);
  expect(await days("Nowhere/Land")).toBe(400);
});

test("a scrollbar's jump skips rows, and goes on by cursor from there", async () => {
  for (const sort of ["-createdAt", "-statusSince", "-duration"]) {
    const all = (await list(`sort=${sort}`)).items.map(({ title }) => title);
    const middle = await list(`sort=${sort}&offset=5&limit=3`);
    expect(titles(middle)).toBe(all.slice(5, 8).join(" "));
    expect(titles(await list(`sort=${sort}&limit=3&cursor=${middle.nextCursor}`))).toBe(all.slice(8, 11).join(" "));
  }
});

test("the total is that of the filter; what is newer than the list is left out of both", async () => {
  expect(await list("total=true&limit=1")).toMatchObject({ total: 12, newest: first + 11 });
  expect((await list("total=true&limit=1&status=waiting")).total).toBe(4);
  const before = await list(`total=true&limit=2&newest=${first + 9}`);
  expect([titles(before), before.total]).toEqual(["t10 t9", 10]);
  expect((await list("limit=1")).total).toBeUndefined();
});

test("some tasks are read by their numbers in one request; those of another workspace are not among them", async () => {
  expect(titles(await list(`ids=${first},${first + 4},999999`))).toBe("t5 t1");
  const other = await testWorkspace(tested.test.database.db);
  const foreign = await tested.keyFor(other.workspaceId, "owner");
  const response = await tested.request("GET", `/tasks?ids=${first}`, { key: foreign });
  expect(((await response.json()) as TaskPage).items).toEqual([]);
  const many = Array.from({ length: 201 }, (_, n) => n + 1).join(",");
  expect((await tested.request("GET", `/tasks?ids=${many}`, { key })).status).toBe(400);
});

test("a task says whom it waits for, and can be found by it", async () => {
  await ask(3, ["role:operator"]);
  await ask(6, ["user:dana"]);
  await ask(9, ["role:operator"], "decided");
  expect(titles(await list("waitingFor=people"))).toBe("t6 t3");
  const mine = await list("waitingFor=me");
  expect(titles(mine)).toBe("t3");
  expect(mine.items[0]!.waitsFor).toEqual([
    { interactionId: expect.any(Number), assignees: ["role:operator"], mine: true, dueAt: null },
  ]);
});

test("counts are by status, of what a filter leaves, and stop above ten thousand", async () => {
  const counts = async (query: string) => {
    const response = await tested.request("GET", `/tasks/counts?${query}`, { key });
    return (await response.json()) as TaskCounts;
  };
  expect(await counts("")).toMatchObject({ complete: 6, error: 2, waiting: 4, running: 0 });
  expect(await counts("definition=Order")).toMatchObject({ complete: 4, waiting: 2 });
  expect(await counts("q=t1")).toMatchObject({ complete: 3, waiting: 1, error: 0 });
  await sql`insert into tasks (workspace_id, definition_id, definition_version, snapshot_id, agent_id, kind, title, status, inputs, created_by)
    select ${home.workspaceId}, 1, 1, 1, 1, 'api', 'x', 'complete', '{}', '{}' from generate_series(1, 10100)`.execute(
    tested.test.database.db,
  );
  expect(await counts("")).toMatchObject({ complete: 10_001, error: 2 });
});

test.each([
  "sort=title",
  "ids=1,a",
  "cursor=abc",
  "status=done",
  "createdFrom=yesterday",
  "offset=-1",
  "waitingFor=Dana",
])("%s is refused", async (query) =>
  expect((await tested.request("GET", `/tasks?${query}`, { key })).status).toBe(400),
);

async function ask(n: number, assignees: string[], status: "open" | "decided" = "open"): Promise<void> {
  await tested.test.database.db
    .insertInto("interactions")
    .values({
      workspace_id: home.workspaceId,
      task_id: first + n - 1,
      step_path: "ok",
      step_attempt: 1,
      kind: "approval",
      purpose: "result",
      status,
      title: "Fine?",
      assignees: json(assignees),
    })
    .execute();
}
