import type pg from "pg";

/** When a statement's answer is lost: before the server did it, or after. */
export type Loss = "before" | "after";

/**
 * Lets chosen statements of a pool fail as if the connection had been lost. `choose` sees each
 * statement that writes for a running task, and the commits of their transactions.
 */
export function breakable(pool: pg.Pool, choose: () => Loss | undefined): void {
  const connect = pool.connect.bind(pool) as (callback?: unknown) => Promise<pg.PoolClient>;
  const known = new WeakSet<pg.PoolClient>();
  pool.connect = (async (callback?: unknown) => {
    // pool.query connects with a callback; what it sends is of no task
    if (callback) return await connect(callback);
    const client = await connect();
    if (!known.has(client)) wrap(client, choose);
    known.add(client);
    return client;
  }) as typeof pool.connect;
}

function wrap(client: pg.PoolClient, choose: () => Loss | undefined): void {
  const query = client.query.bind(client) as (...args: unknown[]) => Promise<unknown>;
  let forTask = false;
  client.query = ((...args: unknown[]) => {
    const [text] = args;
    if (typeof text !== "string" || typeof args.at(-1) === "function") return query(...args);
    if (text === "begin") forTask = false;
    const fence = text.startsWith("select id, attempt = ");
    const write = text.startsWith("with held as");
    forTask ||= fence || write;
    if (!write && !fence && !(text === "commit" && forTask)) return query(...args);
    const loss = choose();
    if (loss === "before") return Promise.reject(lost());
    if (loss === "after") return query(...args).then(() => Promise.reject(lost()));
    return query(...args);
  }) as typeof client.query;
}

function lost(): Error {
  return new Error("Connection terminated unexpectedly");
}
