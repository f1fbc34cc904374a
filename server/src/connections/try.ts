import type { Actor } from "../access/actor.ts";
import { inTransaction } from "../db/database.ts";
import { messageOf } from "../errors.ts";
import { appendEvent } from "../events/append.ts";
import { type ConnectionServices, openRow, type OpenConnection } from "./open.ts";
import { ReconnectNeeded } from "./reconnect.ts";
import { assertChangeable, findConnection } from "./store.ts";

/** Signs in once, now. A connection that was taken for lapsed and works is good again. */
export async function testConnection(
  services: ConnectionServices,
  actor: Actor,
  id: number,
  attempt: (connection: OpenConnection) => Promise<string>,
): Promise<{ ok: boolean; text: string }> {
  const { db } = services;
  const row = await findConnection(db, actor, id);
  assertChangeable(actor, row);
  const lapsed = row.status === "lapsed" && row.method !== "oauth2";
  try {
    const text = await attempt(openRow(services, lapsed ? { ...row, status: "ready" } : row));
    if (lapsed) {
      await inTransaction(db, async (tx) => {
        await tx.updateTable("connections").set({ status: "ready", status_text: null }).where("id", "=", id).execute();
        await services.renewed(tx, row);
      });
    }
    return await told({ ok: true, text });
  } catch (error) {
    return await told({ ok: false, text: error instanceof ReconnectNeeded ? error.message : messageOf(error) });
  }

  async function told(outcome: { ok: boolean; text: string }) {
    const data = { connectionId: id, name: row.name, ok: outcome.ok };
    await appendEvent(db, { workspaceId: actor.workspaceId, kind: "connection.tested", actor, data });
    return outcome;
  }
}
