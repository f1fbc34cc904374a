import { z } from "zod";
import type { App, AppServices } from "../app.ts";
import { FileArgument, openFile, WrittenFile, writeOnce, writtenFile } from "../files.ts";
import { inThread } from "../thread.ts";
import { defineTool, type ToolCall, ToolError } from "../tool.ts";
import { createEgress } from "./http/egress.ts";
import { type SqlServer, sqlServer } from "./sql/server.ts";
import type { SqlQuestion } from "./sql/question.ts";
import type { SqliteInput, SqliteOutput } from "./sql/sqlite.ts";

const SQLITE = new URL("./sql/sqlite.ts", import.meta.url);
const MAX_FILE_BYTES = 200 * 1024 * 1024;
const MEMORY_MB = 512;
const Parameter = z.union([z.string(), z.number(), z.boolean(), z.null()]);

const Statement = {
  connection: z
    .string()
    .max(100)
    .optional()
    .describe("the connection to a PostgreSQL or MySQL server; may be left out when there is one"),
  file: FileArgument.optional().describe("an SQLite database in the store, instead of a server"),
  sql: z
    .string()
    .min(1)
    .max(100_000)
    .describe("one statement; values go into parameters: $1, $2 for PostgreSQL, ? for MySQL and SQLite"),
  parameters: z.array(Parameter).max(1000).default([]),
  timeout_seconds: z.number().positive().max(300).default(30),
};
const Rows = z.array(z.record(z.string(), z.unknown()));

export function sqlApp(services: AppServices): App {
  const egress = createEgress(services.config.httpAllow, services.lookup);

  const query = defineTool({
    name: "sql.query",
    title: "Ask a database",
    description:
      "Runs one SELECT on a PostgreSQL, MySQL or SQLite database and gives its rows. The database itself refuses to change anything meanwhile.",
    effect: "read",
    idempotent: true,
    connection: { app: "sql", required: false },
    timeoutMs: 6 * 60_000,
    args: z.strictObject({
      ...Statement,
      limit: z.number().int().min(1).max(10_000).default(1000).describe("most rows that are returned"),
    }),
    result: z.object({
      columns: z.array(z.string()),
      rows: Rows,
      more: z.boolean().describe("whether there are rows behind these"),
    }),
    async run({ connection, file, limit, ...statement }, call) {
      const question = { ...asked(statement), limit, write: false };
      const answer = file
        ? (await onFile(file, question, call)).answer
        : await (await server(call, connection)).run(question, call.signal);
      const { columns, rows } = answer;
      return { columns, rows: rows.slice(0, limit), more: rows.length > limit };
    },
  });

  const execute = defineTool({
    name: "sql.execute",
    title: "Change a database",
    description:
      "Runs one statement that changes a PostgreSQL or MySQL database, in a transaction of its own. With an SQLite file, the changed file replaces the one in the store.",
    effect: "external",
    // Nobody can ask a database whether a statement came through: in doubt, a person looks.
    idempotent: false,
    repeatable: ({ file }) => file !== undefined,
    connection: { app: "sql", required: false },
    timeoutMs: 6 * 60_000,
    args: z.strictObject(Statement),
    result: z.object({
      changed: z.number().describe("how many rows"),
      rows: Rows.describe("what RETURNING gave, at most 1,000 rows"),
      file: WrittenFile.optional(),
    }),
    async run({ connection, file, ...statement }, call) {
      const question = { ...asked(statement), limit: 1000, write: true };
      if (file === undefined) {
        const { changed, rows } = await (await server(call, connection)).run(question, call.signal);
        return { changed, rows };
      }
      const { row } = await openFile(services, call, file);
      if (row.path === null)
        throw new ToolError("sql_file", `Give "${row.name}" a place in the store first, with files.move.`);
      return await writeOnce(services, call, "sql.execute", async () => {
        const { answer, bytes } = await onFile(file, question, call);
        return {
          file: { path: row.path, content: Buffer.from(bytes!) },
          result: (written) => ({ changed: answer.changed, rows: answer.rows, file: writtenFile(written) }),
        };
      });
    },
    // A file of the store is ours.
    external: ({ file, sql, connection }, { changed }) =>
      file === undefined ? { what: `Database, ${changed} rows changed: ${sql}`, target: connection } : null,
  });

  async function server(call: ToolCall, name: string | undefined): Promise<SqlServer> {
    const connection = await call.connect(name);
    return await sqlServer(connection, egress);
  }

  async function onFile(file: FileArgument, question: SqlQuestion, call: ToolCall): Promise<SqliteOutput> {
    const bytes = await (await openFile(services, call, file)).bytes(MAX_FILE_BYTES);
    const limits = { timeoutMs: question.timeoutMs, memoryMb: MEMORY_MB, signal: call.signal };
    return await inThread<SqliteInput, SqliteOutput>(SQLITE, { bytes, ...question }, limits);
  }

  return { tools: [query, execute] };
}

function asked({
  sql,
  parameters,
  timeout_seconds: seconds,
}: {
  sql: string;
  parameters: SqlQuestion["parameters"];
  timeout_seconds: number;
}) {
  return { sql, parameters, timeoutMs: seconds * 1000 };
}
