import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync, type SQLInputValue } from "node:sqlite";
import { messageOf } from "../../../errors.ts";
import { ToolError } from "../../tool.ts";
import { isTooMuch, jsonRow, type SqlAnswer, type SqlQuestion } from "./question.ts";

export interface SqliteInput extends SqlQuestion {
  bytes: Uint8Array;
}

export interface SqliteOutput {
  answer: SqlAnswer;
  /** the changed database */
  bytes: Uint8Array | null;
}

/** On a copy in a folder of its own: nothing else is within a statement's reach, ATTACH included. */
export function work({ bytes, sql, parameters, limit, write }: SqliteInput): SqliteOutput {
  const folder = mkdtempSync(join(tmpdir(), "taskwright-sqlite-"));
  const path = join(folder, "database");
  try {
    writeFileSync(path, bytes, { mode: 0o600 });
    const database = new DatabaseSync(path, { readOnly: !write, allowExtension: false });
    try {
      database.setAuthorizer(noOtherFile);
      const answer = run(database, sql, parameters, limit);
      return { answer, bytes: write ? wholeFile(database, path) : null };
    } finally {
      if (database.isOpen) database.close();
    }
  } catch (error) {
    throw failureOf(error);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function run(database: DatabaseSync, sql: string, parameters: SqlQuestion["parameters"], limit: number): SqlAnswer {
  const statement = database.prepare(sql);
  const values = parameters.map((value): SQLInputValue => (typeof value === "boolean" ? Number(value) : value));
  statement.setReadBigInts(true);
  const columns = statement.columns().map(({ name }) => name);
  const rows: Record<string, unknown>[] = [];
  for (const row of statement.iterate(...values)) {
    rows.push(jsonRow(row));
    if (rows.length > limit) break;
  }
  if (isTooMuch(rows)) throw new ToolError("too_large", "These rows are more than 8 MB together. Ask for fewer.");
  const changed = database.prepare("select changes() as n").get() as { n: number };
  return { columns, rows, changed: columns.length > 0 && rows.length === 0 ? 0 : Number(changed.n) };
}

/** Everything back in the one file, whatever journal the database keeps. */
function wholeFile(database: DatabaseSync, path: string): Uint8Array {
  database.setAuthorizer(null);
  database.exec("pragma wal_checkpoint(truncate)");
  database.close();
  return readFileSync(path);
}

const ATTACH = 24;
const DETACH = 25;
const OK = 0;
const DENY = 1;

function noOtherFile(action: number): number {
  return action === ATTACH || action === DETACH ? DENY : OK;
}

function failureOf(error: unknown): ToolError {
  if (error instanceof ToolError) return error;
  const message = messageOf(error);
  if (/readonly/.test(message)) {
    return new ToolError("sql_read_only", "sql.query changes nothing, and this statement would. Use sql.execute.");
  }
  if (/not a database/.test(message)) return new ToolError("sql_file", "This file is no SQLite database.");
  return new ToolError("sql_error", `The database says: ${message}`);
}
