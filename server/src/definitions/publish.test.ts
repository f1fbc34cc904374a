import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { testCatalog } from "../../test/support/definitions.ts";
import { type TestDatabase, testDatabase, testWorkspace } from "../../test/support/database.ts";
import { systemActor } from "../access/actor.ts";
import type { Db } from "../db/database.ts";
import { AppError } from "../errors.ts";
import { publishDefinition } from "./publish.ts";
import { loadSnapshot } from "./snapshot.ts";

let database: TestDatabase;
let db: Db;
let workspaceId: number;
beforeAll(async () => {
  database = await testDatabase();
  db = database.database.db;
});
afterAll(async () => await database.drop());
beforeEach(async () => {
  workspaceId = (await testWorkspace(db)).workspaceId;
});

const publish = async (source: string, into = workspaceId) =>
  await publishDefinition(db, systemActor(into, "test"), source, testCatalog);

async function snapshotOf(name: string) {
  const row = await db
    .selectFrom("definitions")
    .selectAll()
    .where("workspace_id", "=", workspaceId)
    .where("name", "=", name)
    .executeTakeFirstOrThrow();
  return { ...row, compiled: await loadSnapshot(db, row.snapshot_id) };
}

async function eventKinds(): Promise<string[]> {
  const rows = await db
    .selectFrom("events")
    .select(["kind", "data"])
    .where("workspace_id", "=", workspaceId)
    .orderBy("id")
    .execute();
  return rows.map(({ kind, data }) =>
    `${kind} ${(data as { name: string }).name} ${(data as { version?: number }).version ?? ""}`.trim(),
  );
}

const BASE = "name: Base\ninputs: { limit: { type: number, default: 5 } }\nsteps: [{ id: a, set: 1 }]\n";

test("a new text is a new version, the same text is not", async () => {
  const first = await publish(BASE);
  expect(first).toMatchObject({ name: "Base", version: 1, created: true, issues: [] });
  expect(await publish(BASE)).toEqual({ ...first, created: false });
  expect(await publish(`${BASE}# noted\n`)).toMatchObject({ id: first.id, version: 2, created: true });
  const versions = await db
    .selectFrom("definition_versions")
    .selectAll()
    .where("definition_id", "=", first.id)
    .orderBy("version")
    .execute();
  expect(versions.map(({ version, source }) => [version, source])).toEqual([
    [1, BASE],
    [2, `${BASE}# noted\n`],
  ]);
  expect(versions[0]?.created_by).toEqual({ type: "system", id: null, name: "test" });
  expect(await eventKinds()).toEqual(["definition.published Base 1", "definition.published Base 2"]);
  const { current_version, snapshot_id } = await snapshotOf("Base");
  expect(current_version).toBe(2);
  // the comment is no part of what runs
  const snapshots = await db
    .selectFrom("definition_snapshots")
    .select("id")
    .where("workspace_id", "=", workspaceId)
    .execute();
  expect(snapshots).toEqual([{ id: snapshot_id }]);
});

test("an error refuses the text, names the place, and changes nothing", async () => {
  const failure = await publish('name: X\nsteps:\n  - use: csv.raed\n    with: { file: "{{ input.a }}" }').catch(
    (error: unknown) => error,
  );
  expect(failure).toBeInstanceOf(AppError);
  expect(failure).toMatchObject({
    code: "unprocessable",
    message: expect.stringMatching(/^This definition has errors\. Line \d, column \d+: .* \(and 1 more\)$/),
  });
  expect((failure as AppError).details?.issues).toHaveLength(2);
  expect(await db.selectFrom("definitions").select("id").where("workspace_id", "=", workspaceId).execute()).toEqual([]);
  expect(await eventKinds()).toEqual([]);
});

test("descendants change with their parent, in versions of their own text", async () => {
  await publish(BASE);
  await publish("name: Child\nparent: Base\ntimeout: 1h\n");
  await publish("name: Grandchild\nparent: Child\ninputs: { extra: { type: string } }\n");
  const before = await snapshotOf("Grandchild");
  await publish(
    "name: Base\ninputs: { limit: { type: number, default: 9 } }\nsteps: [{ id: a, set: 1 }, { id: b, set: 2 }]\n",
  );
  const after = await snapshotOf("Grandchild");
  expect(after.current_version).toBe(1);
  expect(after.snapshot_id).not.toBe(before.snapshot_id);
  expect(after.compiled).toMatchObject({
    name: "Grandchild",
    timeoutMs: 3_600_000,
    inputs: { limit: { default: 9 }, extra: { type: "string" } },
  });
  expect(after.compiled.steps.map(({ id }) => id)).toEqual(["a", "b"]);
  // what began before goes on with what it began with
  expect((await loadSnapshot(db, before.snapshot_id)).steps.map(({ id }) => id)).toEqual(["a"]);
});

test("a change that breaks a descendant is refused, and names it", async () => {
  await publish(BASE);
  await publish('name: Child\nparent: Base\noutputs: { r: "{{ steps.a + inputs.limit }}" }\n');
  const before = await snapshotOf("Child");
  await expect(publish("name: Base\nsteps: [{ id: renamed, set: 1 }]\n")).rejects.toMatchObject({
    code: "unprocessable",
    message: expect.stringContaining('"Child" falls back to this definition, and would break: There is no step "a"'),
    details: { definition: "Child" },
  });
  expect(await snapshotOf("Child")).toEqual({ ...before, compiled: expect.anything() });
  expect((await snapshotOf("Base")).current_version).toBe(1);
});

test("what is wrong with a parent's part is shown at the child's parent", async () => {
  await publish('name: Base\ninputs: { a: { type: number } }\nsteps: [{ id: s, set: "{{ inputs.a }}" }]\n');
  await expect(
    publish('name: Child\nparent: Base\nsteps:\n  - id: t\n    set: 1\noutputs: { r: "{{ steps.s }}" }\n'),
  ).rejects.toThrow('no step "s"');
  await publish('name: Outputs\nsteps: [{ id: s, set: 1 }]\noutputs: { r: "{{ steps.s }}" }\n');
  const failure = await publish("name: Child\nparent: Outputs\nsteps: [{ id: t, set: 1 }]\n").catch(
    (error: unknown) => error,
  );
  expect((failure as AppError).details?.issues).toMatchObject([
    {
      path: "parent",
      line: 2,
      column: 9,
      message: expect.stringMatching(/^In what it takes from "Outputs", outputs\.r: there is no step "s"/),
    },
  ]);
});

test.for([
  ["itself", [], "name: A\nparent: A\nsteps: [{ set: 1 }]", '"A" → "A"'],
  [
    "its child",
    ["name: A\nsteps: [{ set: 1 }]", "name: B\nparent: A"],
    "name: A\nparent: B\nsteps: [{ set: 1 }]",
    '"A" → "B" → "A"',
  ],
  [
    "its grandchild",
    ["name: A\nsteps: [{ set: 1 }]", "name: B\nparent: A", "name: C\nparent: B"],
    "name: A\nparent: C\nsteps: [{ set: 1 }]",
    '"A" → "C" → "B" → "A"',
  ],
] as const)("a definition cannot fall back to %s", async ([, there, source, circle]) => {
  for (const text of there) await publish(text);
  await expect(publish(source)).rejects.toThrow(`round in a circle: ${circle}`);
});

test("an unknown parent is an error with a suggestion", async () => {
  await publish(BASE);
  await expect(publish("name: Child\nparent: Bace\n")).rejects.toThrow(
    'Line 2, column 9: There is no definition "Bace" to fall back to; push it first. Did you mean "Base"?',
  );
});

test("another agent is created, with a warning", async () => {
  const { issues } = await publish("name: X\nagent: bob\nsteps: [{ set: 1 }]");
  expect(issues).toMatchObject([{ severity: "warning", message: expect.stringContaining("creates it") }]);
  const agents = await db
    .selectFrom("agents")
    .select(["name", "max_concurrent"])
    .where("workspace_id", "=", workspaceId)
    .orderBy("id")
    .execute();
  expect(agents).toEqual([
    { name: "default", max_concurrent: null },
    { name: "bob", max_concurrent: null },
  ]);
  expect(await eventKinds()).toEqual(["agent.created bob", "definition.published X 1"]);
});

test("a sub-task's inputs are held against the definition that is there", async () => {
  await publish(BASE);
  await expect(publish("name: X\nsteps: [{ task: Base, with: { limt: 5 } }]")).rejects.toThrow(
    '"Base" has no input "limt". Did you mean "limit"?',
  );
  expect(await publish("name: X\nsteps: [{ task: Base, with: { limit: 5 } }, { task: X }]")).toMatchObject({
    created: true,
  });
});

test("definitions of another workspace are not there", async () => {
  await publish(BASE);
  const other = (await testWorkspace(db)).workspaceId;
  await expect(publish("name: Child\nparent: Base\n", other)).rejects.toThrow('no definition "Base"');
  expect(await publish(BASE, other)).toMatchObject({ version: 1, created: true });
});

test("two pushes at once are two versions, and neither is lost", async () => {
  await publish(BASE);
  const both = await Promise.all(["x", "y", "z"].map(async (word) => await publish(`${BASE}# ${word}\n`)));
  expect(both.map(({ version }) => version).toSorted((a, b) => a - b)).toEqual([2, 3, 4]);
});

test("a viewer may not publish", async () => {
  const viewer = { type: "user" as const, id: 1, name: "Vera", workspaceId, role: "viewer" as const };
  await expect(publishDefinition(db, viewer, BASE, testCatalog)).rejects.toMatchObject({ code: "forbidden" });
});
