import type { PgBoss } from "pg-boss";
import { type Actor, systemActor } from "../access/actor.ts";
import { type Db, prepared, run } from "../db/database.ts";
import { respondToInteraction } from "./respond.ts";

/** A connection is good again: the tasks that wait for it go on. */
export async function answerReconnects(
  tx: Db,
  boss: PgBoss,
  connection: { id: number; workspace_id: number },
): Promise<void> {
  const asked = await run<{ id: number }>(tx, FIND, [connection.workspace_id, connection.id]);
  // Nobody is asked to decide here, so that it need not be among those asked.
  const actor: Actor = { ...systemActor(connection.workspace_id, "Connections"), role: "owner" };
  const response = { outcome: "answer" as const, comment: "The connection is renewed.", answer: { what: "again" } };
  for (const { id } of asked) await respondToInteraction(tx, boss, actor, id, response);
}

const FIND = prepared(
  "interactions_reconnects",
  `select id from interactions
   where workspace_id = $1 and status = 'open' and purpose = 'reconnect' and (subject -> 'connection' ->> 'id')::bigint = $2
   order by task_id, id`,
);
