import pg from "pg";

/** When a statement's answer is lost: before the server did it, or after. */
export type Loss = "before" | "after";

/**
 * Lets chosen statements of this process fail as if the connection had been lost. `choose` is asked
 * for each statement that writes for a running task, and for the commits of their transactions.
 */
export function breakConnections(choose: () => Loss | undefined): void {
  // oxlint-disable-next-line typescript/no-explicit-any -- pg overloads query() eight ways
  const clients = pg.Client.prototype as any;
  const query = clients.query;
  const forTask = new WeakMap<object, boolean>();
  clients.query = function (this: object, ...args: unknown[]) {
    const [statement] = args;
    const { name, text } =
      typeof statement === "string" ? { name: "", text: statement } : (statement as { name?: string; text?: string });
    if (text === undefined || args.some((arg) => typeof arg === "function")) return query.apply(this, args);
    if (text === "begin") forTask.set(this, false);
    const writes = name?.startsWith("journal_write") || name === "engine_fence";
    if (writes) forTask.set(this, true);
    if (!writes && !(text === "commit" && forTask.get(this))) return query.apply(this, args);
    const loss = choose();
    if (loss === "before") return Promise.reject(lost());
    const answer: Promise<unknown> = query.apply(this, args);
    return loss === "after" ? answer.then(() => Promise.reject(lost())) : answer;
  };
}

function lost(): Error {
  return new Error("Connection terminated unexpectedly");
}
