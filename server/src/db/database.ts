import { Kysely } from "kysely";
import pg from "pg";
import { type Connection, eagerDialect } from "./eager-dialect.ts";
import type { Tables } from "./tables.ts";

/** Where statements run: the pool, or a transaction opened by `inTransaction`. */
export type Db = Kysely<Tables>;

export interface Database {
  db: Db;
  pool: pg.Pool;
  /** A further pool to the same server, for those who must not queue behind requests. */
  newPool(name: string, max: number, settings?: Record<string, string>): pg.Pool;
  /** Kysely on a further pool of its own. */
  newDb(name: string, max: number, settings?: Record<string, string>): Db;
  /** A connection outside every pool, not yet connected: for LISTEN. */
  newClient(name: string): pg.Client;
  /** True when every session reads pg-boss' test clock. */
  testClock: boolean;
  close(): Promise<void>;
}

export interface DatabaseOptions {
  /** postgres://user:password@host:port/database; a socket folder travels as ?host=/folder */
  url?: string;
  host?: string;
  port?: number;
  user?: string;
  password?: string;
  database?: string;
  /** most connections open at once */
  max?: number;
  /** shown in pg_stat_activity */
  name?: string;
  /** Tests: let every session read the time that pg-boss' TestClock sets. */
  testClock?: boolean;
}

/**
 * A prepared statement's plan made while a table was small reads all of it, and stays so until
 * PostgreSQL analyses the table anew: the follower of a busy first hour took 265 ms a look instead of 1.
 */
const NO_STALE_SCANS = { enable_seqscan: "off" };

/** For connections on which everything is asked for by key: one plan per statement, and through an index. */
export const BY_INDEX = {
  ...NO_STALE_SCANS,
  plan_cache_mode: "force_generic_plan",
  enable_bitmapscan: "off",
  enable_mergejoin: "off",
};

/** A statement of a request that takes longer has gone wrong; it must not hold its locks for ever. */
const STATEMENT_TIMEOUT_MS = 60_000;
/** A transaction whose process is stuck between two statements is rolled back by the server. */
const IDLE_IN_TRANSACTION_TIMEOUT_MS = 30_000;
const CONNECT_TIMEOUT_MS = 5_000;

export function connectDatabase(options: DatabaseOptions): Database {
  const config: pg.PoolConfig = {
    ...(options.url
      ? { connectionString: options.url }
      : {
          host: options.host,
          port: options.port,
          user: options.user,
          password: options.password,
          database: options.database,
        }),
    application_name: options.name ?? "taskwright",
    statement_timeout: STATEMENT_TIMEOUT_MS,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_TIMEOUT_MS,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
  };
  // pg-boss turns its test clock on with SET in each session; a startup option reaches them all.
  const settings: Record<string, string> = options.testClock ? { "pgboss.test_clock": "on" } : {};
  const pool = openPool({ ...config, ...startup({ ...settings, ...NO_STALE_SCANS }), max: options.max ?? 20 });
  const db = openDb(pool);
  const pools = [pool];
  const newPool: Database["newPool"] = (name, max, more = {}) => {
    const further = openPool({ ...config, ...startup({ ...settings, ...more }), application_name: name, max });
    pools.push(further);
    return further;
  };
  return {
    db,
    pool,
    testClock: options.testClock ?? false,
    newPool,
    newDb: (name, max, more) => openDb(newPool(name, max, more)),
    newClient(name) {
      return new pg.Client({ ...config, application_name: name, statement_timeout: 0 });
    },
    async close() {
      await Promise.all(pools.map(async (each) => each.ended || each.ending || (await each.end())));
    },
  };
}

function openDb(pool: pg.Pool): Db {
  const db: Db = new Kysely<Tables>({ dialect: eagerDialect(pool) });
  pools.set(db.getExecutor().adapter, pool);
  return db;
}

/**
 * Runs `fn` in a transaction: the one `db` already is, or a new one that commits when `fn` returns
 * and rolls back when it throws.
 */
export async function inTransaction<T>(db: Db, fn: (tx: Db) => Promise<T>): Promise<T> {
  if (db.isTransaction) return await fn(db);
  const atEnd: EndHook[] = [];
  const end = (committed: boolean) => atEnd.forEach((hook) => hook(committed));
  let result: T;
  try {
    result = await db.transaction().execute(async (tx) => {
      const { client } = await tx.getExecutor().provideConnection(async (connection) => connection as Connection);
      const open: OpenTransaction = { client, beforeCommit: [], atEnd };
      transactions.set(tx, open);
      try {
        const made = await fn(tx);
        open.beforeCommit.forEach((hook) => hook());
        return made;
      } finally {
        transactions.delete(tx);
      }
    });
  } catch (error) {
    end(false);
    throw error;
  }
  end(true);
  return result;
}

/** `committed` is false, too, when the answer to the commit was lost: it may have been made. */
type EndHook = (committed: boolean) => void;

interface OpenTransaction {
  client: pg.PoolClient;
  beforeCommit: (() => void)[];
  atEnd: EndHook[];
}

const transactions = new WeakMap<Db, OpenTransaction>();

function openTransaction(tx: Db): OpenTransaction {
  const open = transactions.get(tx);
  if (!open) throw new Error("this transaction has ended, or was not opened by inTransaction");
  return open;
}

/** What `fn` asks for goes out just before the outermost transaction's commit, which does not wait for it. */
export function beforeCommit(tx: Db, fn: () => void): void {
  openTransaction(tx).beforeCommit.push(fn);
}

/** Calls `fn` once the outermost transaction has committed, never if it rolls back. */
export function afterCommit(tx: Db, fn: () => void): void {
  if (!tx.isTransaction) return fn();
  atEnd(tx, (committed) => committed && fn());
}

/** Calls `fn` once the outermost transaction has ended, either way. */
export function atEnd(tx: Db, fn: EndHook): void {
  openTransaction(tx).atEnd.push(fn);
}

/** PostgreSQL tells names apart by so many characters. */
const LONGEST_NAME = 63;

export interface Prepared {
  name: string;
  text: string;
}

/**
 * A statement that each connection parses and plans once. Worth it on hot paths only: the server
 * keeps every one of them for the life of the connection.
 */
export function prepared(name: string, text: string): Prepared {
  if (name.length > LONGEST_NAME) throw new Error(`the name of the prepared statement "${name}" is too long`);
  const known = statementNames.get(text);
  if (known !== undefined && known !== name) {
    throw new Error(`the statement "${name}" is already prepared as "${known}"`);
  }
  if (known === undefined) {
    if (namesInUse.has(name)) throw new Error(`two prepared statements are called "${name}"`);
    namesInUse.add(name);
    statementNames.set(text, name);
  }
  return { name, text };
}

/** Several at once in a transaction are carried out in the order they were asked for, without a pause. */
export async function run<Row = unknown>(
  db: Db,
  { name, text }: Prepared,
  values: readonly unknown[] = [],
): Promise<Row[]> {
  const statement = { name, text, values: [...values] };
  if (db.isTransaction) {
    // Not through Kysely, which lets one at a time through.
    return (await openTransaction(db).client.query(statement)).rows as Row[];
  }
  const client = await poolOf(db).connect();
  try {
    return (await client.query(statement)).rows as Row[];
  } finally {
    client.release();
  }
}

/** A transaction is another Kysely than the one it was opened on; the adapter is what both share. */
const pools = new WeakMap<object, pg.Pool>();

export function poolOf(db: Db): pg.Pool {
  return pools.get(db.getExecutor().adapter)!;
}

/** What Kysely makes of a query: its text, and what its rows are. */
interface Built<Row> {
  compile(): { sql: string };
  execute(): Promise<Row[]>;
}

/**
 * A query that is built once, with any values, and then run by name with those it is given: building, compiling and
 * planning it anew cost more than carrying it out. It must use the values in the order in which it is given them, and
 * its text must not depend on them.
 */
export function preparedQuery<Row, Values extends readonly unknown[]>(
  name: string,
  build: (db: Db, ...values: Values) => Built<Row>,
): (db: Db, ...values: Values) => Promise<Row[]> {
  let statement: Prepared | undefined;
  return async (db, ...values) => {
    statement ??= prepared(name, build(db, ...values).compile().sql);
    return await run<Row>(db, statement, values);
  };
}

const statementNames = new Map<string, string>();
const namesInUse = new Set<string>();

/**
 * JSON text for a jsonb column; null and undefined become SQL null. jsonb holds neither U+0000 nor
 * half a surrogate pair, which any parsed file may contain: they become U+FFFD, the replacement
 * character, instead of failing the whole statement.
 */
export function json(value: null | undefined): null;
export function json<T>(value: T): T extends null | undefined ? string | null : string;
export function json(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  return jsonText(value);
}

/** Like `json`, for arrays of jsonb values in one statement (`$1::jsonb[]`): null stays JSON null. */
export function jsonText(value: unknown): string {
  const text = JSON.stringify(value) ?? "null";
  if (!text.includes("\\u0000") && !text.includes("\\ud")) return text;
  return text.replace(/\\(u0000|ud[89a-f][0-9a-f]{2}|.)/g, (escape, code: string) =>
    code.length > 1 ? "\\ufffd" : escape,
  );
}

/** pg's client, sending texts known to `prepared` as named statements. */
class Client extends pg.Client {
  // oxlint-disable-next-line typescript/no-explicit-any -- pg overloads query() eight ways
  override query(text: any, values?: any, callback?: any): any {
    if (typeof text === "string" && Array.isArray(values)) {
      const name = statementNames.get(text);
      if (name !== undefined) return super.query({ name, text, values }, callback);
    }
    return super.query(text, values, callback);
  }
}

/** Server settings that each session begins with. */
function startup(settings: Record<string, string>): { options?: string } {
  const options = Object.entries(settings).map(([name, value]) => `-c ${name}=${value}`);
  return options.length > 0 ? { options: options.join(" ") } : {};
}

function openPool(config: pg.PoolConfig): pg.Pool {
  const pool = new pg.Pool({ ...config, Client });
  // A server that goes away makes idle clients, and clients in use, emit 'error'; unheard, that
  // would end the process. The statement in flight fails by itself, the pool drops the client.
  pool.on("error", () => {});
  pool.on("connect", (client) => client.on("error", () => {}));
  return pool;
}

// Our identities and milliseconds stay far below 2^53.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);
