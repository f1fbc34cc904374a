import { sentence } from "@taskwright/api/sentence.ts";
import type { UpdateConnection } from "@taskwright/api/connection.ts";
import type { Actor } from "../access/actor.ts";
import { type Db, inTransaction, json } from "../db/database.ts";
import { AppError } from "../errors.ts";
import { appendEvent } from "../events/append.ts";
import { checkMethod, needsSignIn } from "./methods.ts";
import type { ConnectionServices } from "./open.ts";
import { openFields, sealFields } from "./secret.ts";
import { assertChangeable, findConnection, lockConnection } from "./store.ts";

type Services = Pick<ConnectionServices, "vault" | "renewed">;

/** Another name, other settings, new secrets; with new secrets it counts as renewed. */
export async function updateConnection(
  db: Db,
  { vault, renewed }: Services,
  actor: Actor,
  id: number,
  change: UpdateConnection,
): Promise<void> {
  await inTransaction(db, async (tx) => {
    const found = await findConnection(tx, actor, id);
    assertChangeable(actor, found);
    const row = await lockConnection(tx, id);
    if (change.version !== undefined && change.version !== found.version) {
      throw new AppError("version_mismatch", `"${row.name}" was changed meanwhile. Read it again.`, {
        sentence: sentence("refused.changed_meanwhile", { noun: "connection", name: row.name }),
        details: { version: found.version },
      });
    }
    const before = change.fields && row.status !== "ready" ? openable(vault, row) : openFields(vault, row);
    const fields = { ...before, ...change.fields };
    const settings = change.settings ?? row.settings;
    checkMethod({ ...row, fields, settings });
    // Whoever may point it at another place must know the secret: else the new place would be told it.
    if (change.settings && !change.fields && pointsElsewhere(row.settings, change.settings)) {
      throw new AppError("unprocessable", "With other hosts or addresses, enter its secrets again.", {
        sentence: sentence("refused.secrets_anew", {}),
      });
    }
    await refuseTakenName(tx, actor.workspaceId, id, change.name);
    const isRenewed = change.fields !== undefined && !needsSignIn(row.method);
    await tx
      .updateTable("connections")
      .set((set) => ({
        name: change.name ?? row.name,
        settings: json(settings),
        secret: json(sealFields(vault, row, fields)),
        ...(isRenewed ? { status: "ready" as const, status_text: null } : {}),
        version: set("version", "+", 1),
        updated_at: new Date(),
      }))
      .where("id", "=", id)
      .execute();
    const data = { connectionId: id, name: change.name ?? row.name, changed: Object.keys(change) };
    await appendEvent(tx, { workspaceId: actor.workspaceId, kind: "connection.updated", actor, data });
    if (isRenewed) await renewed(tx, row);
  });
}

/** What was sealed with a lost key is given up when it is entered anew. */
function openable(vault: Services["vault"], row: Parameters<typeof openFields>[1]): Record<string, string> {
  try {
    return openFields(vault, row);
  } catch {
    return {};
  }
}

const PLACES = ["hosts", "issuer", "authorizationUrl", "tokenUrl", "resource"];

function pointsElsewhere(before: Record<string, unknown>, after: Record<string, unknown>): boolean {
  return PLACES.some((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
}

async function refuseTakenName(tx: Db, workspaceId: number, id: number, name: string | undefined): Promise<void> {
  if (name === undefined) return;
  const taken = await tx
    .selectFrom("connections")
    .select("id")
    .where("workspace_id", "=", workspaceId)
    .where("name", "=", name)
    .where("id", "<>", id)
    .executeTakeFirst();
  if (taken)
    throw new AppError("conflict", `There is a connection called "${name}". Choose another name.`, {
      sentence: sentence("refused.taken", { noun: "connection", name }),
    });
}
