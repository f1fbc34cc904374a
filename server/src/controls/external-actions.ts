import { sentence } from "@taskwright/api/sentence.ts";
import type { ExternalAction } from "@taskwright/api/external-action.ts";
import type { PgBoss } from "pg-boss";
import { type Actor, actorRecord } from "../access/actor.ts";
import { type Db, inTransaction, json } from "../db/database.ts";
import { keepSnapshot } from "../definitions/keep-snapshot.ts";
import { AppError } from "../errors.ts";
import { isId, type Page, readCursor, toPage } from "../lib/cursor.ts";
import { createTasks } from "../tasks/create.ts";

/** What tasks did outside, the newest first. */
export async function listExternalActions(
  db: Db,
  actor: Actor,
  query: { limit: number; cursor?: string | undefined; task?: number | undefined },
): Promise<Page<ExternalAction>> {
  const before = readCursor(query.cursor, isId);
  let select = selectActions(db, actor)
    .orderBy("x.id", "desc")
    .limit(query.limit + 1);
  if (query.task !== undefined) select = select.where("x.task_id", "=", query.task);
  if (before !== undefined) select = select.where("x.id", "<", before);
  return toPage(await select.execute(), query.limit, toAction, (row) => row.id);
}

/**
 * Undoes an action by a call of its tool's own: a task of one step under the rules of the definition and
 * agent that did it, so that it is asked about, recorded and audited as any other.
 */
export async function undoAction(db: Db, boss: PgBoss, actor: Actor, id: number): Promise<ExternalAction> {
  return await inTransaction(db, async (tx) => {
    await tx.selectFrom("external_actions").select("id").where("id", "=", id).forUpdate().execute();
    const row = await selectActions(tx, actor).where("x.id", "=", id).executeTakeFirst();
    if (!row)
      throw new AppError("not_found", `There is no external action ${id}.`, {
        sentence: sentence("refused.none", { noun: "externalAction", id }),
      });
    if (!row.undo)
      throw new AppError("unprocessable", `"${row.tool}" has no way to undo this.`, {
        sentence: sentence("refused.no_undo", { tool: row.tool }),
      });
    if (row.undo_status && row.undo_status !== "error" && row.undo_status !== "cancelled") {
      throw new AppError("conflict", `Task #${row.undo_task_id} undoes this already (${row.undo_status}).`, {
        sentence: sentence("refused.undone_already", { task: row.undo_task_id! }),
      });
    }
    const { tool, args } = row.undo as { tool: string; args: Record<string, unknown> };
    const snapshotId = await keepSnapshot(tx, actor.workspaceId, {
      name: row.definition,
      controls: row.document.controls ?? [],
      inputs: { args: { type: "object" } },
      // By expressions: what is given is data, also where it looks like a template.
      steps: [
        {
          id: "undo",
          use: tool,
          with: Object.fromEntries(
            Object.keys(args).map((name) => [name, `{{ $lookup(inputs.args, ${JSON.stringify(name)}) }}`]),
          ),
        },
      ],
    });
    const [taskId] = await createTasks(tx, boss, [
      {
        actor,
        task: {
          definition: row.definition,
          snapshotId,
          agent: row.agent,
          inputs: { args },
          kind: actor.type === "user" ? "manual" : "api",
          title: `Undo: ${row.what}`,
        },
      },
    ]);
    await tx
      .updateTable("external_actions")
      .set({ undo_task_id: taskId!, undo_by: json(actorRecord(actor)) })
      .where("id", "=", id)
      .execute();
    return toAction(await selectActions(tx, actor).where("x.id", "=", id).executeTakeFirstOrThrow());
  });
}

function selectActions(db: Db, { workspaceId }: Actor) {
  return db
    .selectFrom("external_actions as x")
    .innerJoin("tasks as t", "t.id", "x.task_id")
    .innerJoin("definitions as d", "d.id", "t.definition_id")
    .innerJoin("definition_snapshots as s", "s.id", "t.snapshot_id")
    .innerJoin("agents as a", "a.id", "t.agent_id")
    .leftJoin("tasks as u", "u.id", "x.undo_task_id")
    .selectAll("x")
    .select(["u.status as undo_status", "d.name as definition", "a.name as agent", "s.document"])
    .where("x.workspace_id", "=", workspaceId);
}

function toAction(
  row: Awaited<ReturnType<ReturnType<typeof selectActions>["executeTakeFirstOrThrow"]>>,
): ExternalAction {
  return {
    id: row.id,
    taskId: row.task_id,
    stepPath: row.step_path,
    tool: row.tool,
    app: row.app,
    what: row.what,
    target: row.target,
    remoteId: row.remote_id,
    url: row.url,
    reversible: row.undo !== null,
    actor: row.actor,
    at: row.at.toISOString(),
    undo: row.undo_status ? { taskId: row.undo_task_id!, status: row.undo_status, by: row.undo_by } : null,
  };
}
