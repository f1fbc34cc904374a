import type { Email } from "@taskwright/api/email.ts";
import type { Selectable } from "kysely";
import type { Db } from "../db/database.ts";
import type { Tables } from "../db/tables.ts";
import { isId, type Page, readCursor, toPage } from "../lib/cursor.ts";

/** Mail of the workspace, newest first: sent, on its way, failed, or held in the outbox. */
export async function listEmails(
  db: Db,
  workspaceId: number,
  { limit, cursor, task }: { limit: number; cursor?: string; task?: number },
): Promise<Page<Email>> {
  const before = readCursor(cursor, isId);
  const rows = await db
    .selectFrom("emails")
    .selectAll()
    .where("workspace_id", "=", workspaceId)
    .$if(task !== undefined, (query) => query.where("task_id", "=", task ?? null))
    .$if(before !== undefined, (query) => query.where("id", "<", before ?? 0))
    .orderBy("id", "desc")
    .limit(limit + 1)
    .execute();
  return toPage(rows, limit, toEmail, (row) => row.id);
}

function toEmail(row: Selectable<Tables["emails"]>): Email {
  return {
    id: row.id,
    taskId: row.task_id,
    status: row.status,
    from: row.sender,
    to: row.recipients,
    subject: row.subject,
    text: row.body_text,
    html: row.body_html,
    attachments: row.attachments,
    error: row.error,
    createdAt: row.created_at.toISOString(),
    sentAt: row.sent_at?.toISOString() ?? null,
  };
}
