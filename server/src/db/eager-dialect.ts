import {
  AbortedTransactionError,
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
  type TransactionSettings,
} from "kysely";
import type pg from "pg";

/**
 * Kysely's PostgreSQL, but for two things: nobody waits for a transaction's BEGIN before asking for its first
 * statement, and its client is at hand for statements that are asked for together (`run`).
 */
export function eagerDialect(pool: pg.Pool): Dialect {
  return {
    createDriver: () => new EagerDriver(pool),
    createQueryCompiler: () => new PostgresQueryCompiler(),
    createAdapter: () => new PostgresAdapter(),
    createIntrospector: (db) => new PostgresIntrospector(db),
  };
}

/** One client of the pool, for as long as Kysely has it. */
export class Connection implements DatabaseConnection {
  readonly client: pg.PoolClient;
  /** the answer to BEGIN, while a transaction is open */
  begun: Promise<unknown> | undefined;
  isBroken = false;

  constructor(client: pg.PoolClient) {
    this.client = client;
  }

  async executeQuery<Row>({ sql, parameters }: CompiledQuery): Promise<QueryResult<Row>> {
    const { command, rowCount, rows } = await this.client.query(sql, parameters as unknown[]);
    const affected = CHANGES.has(command) && rowCount !== null ? { numAffectedRows: BigInt(rowCount) } : {};
    return { rows: rows as Row[], ...affected };
  }

  streamQuery(): never {
    throw new Error("results are not streamed");
  }
}

const CHANGES: ReadonlySet<string> = new Set(["INSERT", "UPDATE", "DELETE", "MERGE"]);

class EagerDriver implements Driver {
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<Connection> {
    return new Connection(await this.#pool.connect());
  }

  /** Does not wait: should it fail, so does the commit. */
  async beginTransaction(connection: DatabaseConnection, settings: TransactionSettings): Promise<void> {
    if (settings.isolationLevel ?? settings.accessMode) throw new Error("transactions are as PostgreSQL has them");
    const { client } = connection as Connection;
    const begun = client.query("begin");
    begun.catch(() => {});
    (connection as Connection).begun = begun;
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    const { client, begun } = connection as Connection;
    await begun;
    // After an error that nobody heard, COMMIT does roll back, and says so.
    if ((await client.query("commit")).command === "ROLLBACK") throw new AbortedTransactionError();
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    try {
      await (connection as Connection).client.query("rollback");
    } catch (error) {
      (connection as Connection).isBroken = true;
      throw error;
    }
  }

  async releaseConnection(connection: DatabaseConnection): Promise<void> {
    const { client, isBroken } = connection as Connection;
    client.release(isBroken);
  }

  async destroy(): Promise<void> {
    await this.#pool.end();
  }
}
