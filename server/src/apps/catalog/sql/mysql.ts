import { ToolError } from "../../tool.ts";
import { jsonRow, type SqlAnswer, type SqlQuestion } from "./question.ts";
import type { SqlTarget } from "./server.ts";

const CONNECT_MS = 10_000;

/** One connection, one transaction, one statement; MySQL and MariaDB. */
export async function askMysql(target: SqlTarget, question: SqlQuestion, signal: AbortSignal): Promise<SqlAnswer> {
  const { createConnection } = await import("mysql2/promise");
  const options = {
    host: target.address,
    port: target.port,
    user: target.user,
    password: target.password,
    database: target.database,
    connectTimeout: CONNECT_MS,
    multipleStatements: false,
    supportBigNumbers: true,
    dateStrings: true,
    ...(target.tls ? { ssl: { rejectUnauthorized: target.verified } } : {}),
    // what a statement names must not be read from this machine: LOAD DATA LOCAL INFILE
    flags: ["-LOCAL_FILES"],
  };
  let connection: Awaited<ReturnType<typeof createConnection>> | undefined;
  const stop = () => connection?.destroy();
  signal.addEventListener("abort", stop, { once: true });
  const overdue = setTimeout(stop, question.timeoutMs + CONNECT_MS);
  const began = Date.now();
  try {
    connection = await createConnection(options);
    connection.on("error", () => {});
    await connection.query(question.write ? "start transaction" : "start transaction read only");
    const [result, fields] = await connection.execute(
      { sql: question.sql, timeout: question.timeoutMs },
      question.parameters,
    );
    const rows = Array.isArray(result) ? (result as Record<string, unknown>[]).slice(0, question.limit + 1) : [];
    await connection.query("commit");
    return {
      columns: fields?.map(({ name }) => name) ?? [],
      rows: rows.map((row) => jsonRow({ ...row })),
      changed: Array.isArray(result) ? 0 : (result as { affectedRows: number }).affectedRows,
    };
  } catch (error) {
    signal.throwIfAborted();
    throw failureOf(error, target, Date.now() - began >= question.timeoutMs);
  } finally {
    clearTimeout(overdue);
    signal.removeEventListener("abort", stop);
    // not waited for: what is committed is committed
    connection?.end().catch(() => {});
  }
}

function failureOf(error: unknown, { host }: SqlTarget, late: boolean): ToolError {
  if (error instanceof ToolError) return error;
  const { code = "", errno = 0, message } = error as { code?: string; errno?: number; message: string };
  if (late || code === "PROTOCOL_SEQUENCE_TIMEOUT") {
    return new ToolError("timeout", "The statement took longer than it may.", { retryable: true });
  }
  if (errno === 1792) {
    return new ToolError("sql_read_only", "sql.query changes nothing, and this statement would. Use sql.execute.");
  }
  if (errno === 1044 || errno === 1045) {
    return new ToolError("sql_sign_in", `${host} refuses the user or password: ${message}`);
  }
  if (code.startsWith("ER_") && errno > 0) {
    const retryable = errno === 1205 || errno === 1213;
    return new ToolError("sql_error", `The database says: ${message}`, { retryable, details: { code } });
  }
  return new ToolError("sql_unreachable", `The database at ${host} cannot be reached: ${message}`, { retryable: true });
}
