import pg from "pg";
import { ToolError } from "../../tool.ts";
import { jsonRow, type SqlAnswer, type SqlQuestion } from "./question.ts";
import type { SqlTarget } from "./server.ts";

const CONNECT_MS = 10_000;

/** One connection, one transaction, one statement. */
export async function askPostgres(target: SqlTarget, question: SqlQuestion, signal: AbortSignal): Promise<SqlAnswer> {
  const client = new pg.Client({
    host: target.address,
    port: target.port,
    user: target.user,
    password: target.password,
    database: target.database,
    ssl: target.tls && { rejectUnauthorized: target.verified, servername: target.host },
    application_name: "taskwright sql",
    connectionTimeoutMillis: CONNECT_MS,
    statement_timeout: question.timeoutMs,
    idle_in_transaction_session_timeout: question.timeoutMs,
  });
  client.on("error", () => {});
  const stop = () => void client.end().catch(() => {});
  signal.addEventListener("abort", stop, { once: true });
  try {
    await client.connect();
    await client.query(question.write ? "begin" : "begin transaction read only");
    const answer = question.write ? await execute(client, question) : await select(client, question);
    await client.query("commit");
    return answer;
  } catch (error) {
    signal.throwIfAborted();
    throw failureOf(error, target);
  } finally {
    signal.removeEventListener("abort", stop);
    stop();
  }
}

/** Through a cursor: only what is asked for is made and sent, and only what gives rows passes at all. */
async function select(client: pg.Client, { sql, parameters, limit }: SqlQuestion): Promise<SqlAnswer> {
  const text = `declare asked no scroll cursor for ${sql.trim().replace(/;\s*$/, "")}`;
  await client.query(single(text, parameters));
  const { rows, fields } = await client.query<Record<string, unknown>>(`fetch forward ${limit + 1} from asked`);
  return { columns: fields.map(({ name }) => name), rows: rows.map(jsonRow), changed: 0 };
}

async function execute(client: pg.Client, { sql, parameters, limit }: SqlQuestion): Promise<SqlAnswer> {
  const { rows, fields, rowCount } = await client.query<Record<string, unknown>>(single(sql, parameters));
  return { columns: fields.map(({ name }) => name), rows: rows.slice(0, limit).map(jsonRow), changed: rowCount ?? 0 };
}

/** The extended protocol takes one statement: "select 1; drop table x" is an error, whatever it holds. */
function single(text: string, values: SqlQuestion["parameters"]): pg.QueryConfig & { queryMode: "extended" } {
  return { text, values, queryMode: "extended" };
}

/** Without a cause: a broken connection to somebody's database must not be taken for ours. */
function failureOf(error: unknown, { host }: SqlTarget): ToolError {
  if (error instanceof ToolError) return error;
  const { code = "", message } = error as { code?: string; message: string };
  if (code === "25006") {
    return new ToolError("sql_read_only", "sql.query changes nothing, and this statement would. Use sql.execute.");
  }
  if (code === "57014") return new ToolError("timeout", "The statement took longer than it may.", { retryable: true });
  if (code.startsWith("28")) return new ToolError("sql_sign_in", `${host} refuses the user or password: ${message}`);
  if (/^[0-9A-Z]{5}$/.test(code) && !/^(08|53|57)/.test(code)) {
    const retryable = code === "40001" || code === "40P01";
    return new ToolError("sql_error", `The database says: ${message}`, { retryable, details: { code } });
  }
  return new ToolError("sql_unreachable", `The database at ${host} cannot be reached: ${message}`, { retryable: true });
}
