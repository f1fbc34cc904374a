import { sentence } from "@taskwright/api/sentence.ts";
import type { CreateStop, Stop, StopListQuery } from "@taskwright/api/stop.ts";
import { sql } from "kysely";
import type { PgBoss } from "pg-boss";
import type { z } from "zod";
import { type Actor, actorRecord } from "../access/actor.ts";
import { type Db, inTransaction, json } from "../db/database.ts";
import { pokeAfterCommit } from "../db/poke.ts";
import { AppError } from "../errors.ts";
import { appendEvent } from "../events/append.ts";
import { isId, type Page, readCursor, toPage } from "../lib/cursor.ts";
import { releaseStop } from "./release-stop.ts";

/** Nothing of it starts from now on; what runs ends at its next safe boundary. */
export async function createStop(db: Db, actor: Actor, asked: CreateStop): Promise<Stop> {
  return await inTransaction(db, async (tx) => {
    const target = await targetOf(tx, actor, asked);
    const { id } = await tx
      .insertInto("stops")
      .values({
        workspace_id: actor.workspaceId,
        ...target,
        reason: asked.reason,
        created_by: json(actorRecord(actor)),
      })
      .returning("id")
      .executeTakeFirstOrThrow();
    const stop = await readStop(tx, actor, id);
    await tell(tx, actor, "stop.created", stop);
    return stop;
  });
}

/** Everything it held goes on. Lifting it twice is the same as once. */
export async function liftStop(db: Db, boss: PgBoss, actor: Actor, id: number): Promise<Stop> {
  // First by itself: a claim that still holds tasks because of it is over when this commits.
  await inTransaction(db, async (tx) => {
    const lifted = await tx
      .updateTable("stops")
      .set({ lifted_at: sql`clock_timestamp()`, lifted_by: json(actorRecord(actor)) })
      .where("id", "=", id)
      .where("workspace_id", "=", actor.workspaceId)
      .where("lifted_at", "is", null)
      .executeTakeFirst();
    if (lifted.numUpdatedRows > 0n) await tell(tx, actor, "stop.lifted", await readStop(tx, actor, id));
  });
  const stop = await readStop(db, actor, id);
  // Should this fail, a worker does it within a second: see openStopBoard.
  await releaseStop(db, boss, id).catch(() => {});
  return stop;
}

export async function listStops(db: Db, actor: Actor, query: z.output<typeof StopListQuery>): Promise<Page<Stop>> {
  const before = readCursor(query.cursor, isId);
  let select = selectStops(db, actor)
    .orderBy("s.id", "desc")
    .limit(query.limit + 1);
  if (before !== undefined) select = select.where("s.id", "<", before);
  if (query.lifted !== undefined) select = select.where("s.lifted_at", query.lifted ? "is not" : "is", null);
  return toPage(await select.execute(), query.limit, toStop, (row) => row.id);
}

async function readStop(db: Db, actor: Actor, id: number): Promise<Stop> {
  const row = await selectStops(db, actor).where("s.id", "=", id).executeTakeFirst();
  if (!row)
    throw new AppError("not_found", `There is no stop ${id}.`, {
      sentence: sentence("refused.none", { noun: "stop", id }),
    });
  return toStop(row);
}

function selectStops(db: Db, { workspaceId }: Actor) {
  return db
    .selectFrom("stops as s")
    .selectAll("s")
    .select(
      sql<string | null>`case s.kind when 'agent' then (select name from agents where id = s.target_id)
        when 'definition' then (select name from definitions where id = s.target_id) else s.tool end`.as("target"),
    )
    .select(sql<number>`(select count(*)::int from stopped_work w where w.stop_id = s.id)`.as("held"))
    .where("s.workspace_id", "=", workspaceId);
}

function toStop(row: Awaited<ReturnType<ReturnType<typeof selectStops>["executeTakeFirstOrThrow"]>>): Stop {
  return {
    id: row.id,
    kind: row.kind,
    target: row.target,
    reason: row.reason,
    held: row.held,
    createdBy: row.created_by,
    createdAt: row.created_at.toISOString(),
    liftedBy: row.lifted_by ?? null,
    liftedAt: row.lifted_at?.toISOString() ?? null,
  };
}

async function targetOf(tx: Db, { workspaceId }: Actor, { agent, definition, tool }: CreateStop) {
  if (tool !== undefined) return { kind: "tool" as const, tool };
  const [kind, name] = agent !== undefined ? (["agent", agent] as const) : (["definition", definition] as const);
  if (name === undefined) return { kind: "workspace" as const };
  const row = await tx
    .selectFrom(kind === "agent" ? "agents" : "definitions")
    .select("id")
    .where("workspace_id", "=", workspaceId)
    .where("name", "=", name)
    .executeTakeFirst();
  if (!row)
    throw new AppError("not_found", `There is no ${kind} called "${name}".`, {
      sentence: sentence("refused.none", { noun: kind, id: name }),
    });
  return { kind, target_id: row.id };
}

async function tell(tx: Db, actor: Actor, kind: string, { id, kind: what, target, reason }: Stop): Promise<void> {
  await appendEvent(tx, { workspaceId: actor.workspaceId, kind, actor, data: { stop: id, what, target, reason } });
  pokeAfterCommit(tx, "control", STOPS_CHANGED);
  pokeAfterCommit(tx, "events");
}

/** Said to workers, who keep those in force in memory. */
export const STOPS_CHANGED = "stops";
