import type { ApprovedCall, Interaction, InteractionListQuery } from "@taskwright/api/interaction.ts";
import type { z } from "zod";
import { sql } from "kysely";
import type { Actor } from "../access/actor.ts";
import { asksActor } from "../access/asked.ts";
import { mayAct } from "../access/authorize.ts";
import { type Db, preparedQuery } from "../db/database.ts";
import { isId, readCursor, toPage } from "../lib/cursor.ts";
import { isAssigned, noRequest } from "./interaction.ts";

/** Open ones by when they are due, then those without a date, the oldest first; otherwise newest first. */
export async function listInteractions(db: Db, actor: Actor, query: z.output<typeof InteractionListQuery>) {
  const dueFirst = query.status === "open";
  let select = selectInteractions(db)
    .where("i.workspace_id", "=", actor.workspaceId)
    .select(sql<string>`${DUE}::text`.as("due_key"))
    .limit(query.limit + 1);
  if (dueFirst) {
    const cursor = readCursor(query.cursor, isDuePlace);
    if (cursor) select = select.where(sql<boolean>`(${DUE}, i.id) > (${cursor[0]}::timestamptz, ${cursor[1]})`);
    select = select.orderBy(DUE).orderBy("i.id");
  } else {
    const cursor = readCursor(query.cursor, isId);
    if (cursor !== undefined) select = select.where("i.id", "<", cursor);
    select = select.orderBy("i.id", "desc");
  }
  if (query.status) select = select.where("i.status", "=", query.status);
  if (query.task) select = select.where("i.task_id", "=", query.task);
  if (query.mine) select = select.where(asksActor(actor, sql`i.assignees`));
  if (query.definition) select = select.where("d.name", "=", query.definition);
  if (query.kind) select = select.where("i.kind", "=", query.kind);
  const rows = await select.execute();
  return toPage(
    rows,
    query.limit,
    (row) => toInteraction(row, actor),
    (row) => (dueFirst ? ([row.due_key, row.id] satisfies DuePlace) : row.id),
  );
}

const DUE = sql`coalesce(i.due_at, 'infinity')`;
type DuePlace = [due: string, id: number];

function isDuePlace(value: unknown): value is DuePlace {
  return Array.isArray(value) && typeof value[0] === "string" && DUE_TEXT.test(value[0]) && isId(value[1]);
}
/** a moment as PostgreSQL writes it */
const DUE_TEXT = /^(infinity|\d{4,6}-\d\d-\d\d [\d:.]{8,15}[+-][\d:]{2,8})$/;

export async function getInteraction(db: Db, actor: Actor, id: number): Promise<Interaction> {
  const [row] = await readOne(db, actor.workspaceId, id);
  if (!row) throw noRequest(id);
  return toInteraction(row, actor);
}

const readOne = preparedQuery("interactions_get", (db, workspaceId: number, id: number) =>
  selectInteractions(db).where("i.workspace_id", "=", workspaceId).where("i.id", "=", id),
);

function selectInteractions(db: Db) {
  return db
    .selectFrom("interactions as i")
    .innerJoin("tasks as t", "t.id", "i.task_id")
    .innerJoin("definitions as d", "d.id", "t.definition_id")
    .leftJoin("connections as c", (join) => join.on("c.id", "=", sql<number>`(i.call ->> 'connection')::bigint`))
    .selectAll("i")
    .select(["t.title as task_title", "d.name as definition_name", "c.name as connection_name"]);
}

type Row = Awaited<ReturnType<ReturnType<typeof selectInteractions>["execute"]>>[number];

function toInteraction(row: Row, actor: Actor): Interaction {
  return {
    id: row.id,
    task: { id: row.task_id, title: row.task_title, definition: row.definition_name },
    stepPath: row.step_path,
    kind: row.kind,
    purpose: row.purpose,
    status: row.status,
    title: row.title,
    body: row.body,
    form: row.form ?? null,
    subject: row.subject ?? null,
    assignees: row.assignees,
    mine: mayAct(actor, "interaction.respond") && isAssigned(actor, row.assignees),
    dueAt: row.due_at?.toISOString() ?? null,
    openedAt: row.opened_at.toISOString(),
    decidedAt: row.decided_at?.toISOString() ?? null,
    decidedBy: (row.decided_by as Interaction["decidedBy"]) ?? null,
    decision: (row.decision as Interaction["decision"]) ?? null,
    rule: row.rule ?? null,
    call: callOf(row),
    void: row.void === null ? null : { reason: row.void, at: (row.voided_at ?? row.opened_at).toISOString() },
  };
}

/** The digest that it is compared by stays here. */
function callOf({ call, subject, connection_name, used_at }: Row): ApprovedCall | null {
  if (!call) return null;
  const { tool, args, connection } = call as Omit<ApprovedCall, "connection"> & { connection: number | null };
  return {
    tool,
    effect: (subject as Pick<ApprovedCall, "effect">).effect,
    args: args ?? null,
    connection: connection === null ? null : { id: connection, name: connection_name },
    usedAt: used_at?.toISOString() ?? null,
  };
}
