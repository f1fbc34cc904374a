import pg from "pg";

/** One statement on its way to PostgreSQL. */
export interface Statement {
  client: pg.Client;
  /** "" where it is not prepared */
  name: string;
  text: string;
  /** pools ask for themselves with callbacks: nobody hears what `meet` gives then */
  byCallback: boolean;
  /** Carries it out, and gives what it answers. */
  run(): Promise<unknown>;
}

type Query = (this: pg.Client, ...args: unknown[]) => unknown;

/**
 * Everything that this process asks of PostgreSQL goes through `meet`, which may carry it out, fail in its
 * place, or never answer. Returns what puts `query` back as it was.
 */
export function intercept(meet: (statement: Statement) => Promise<unknown>): () => void {
  // pg overloads query() eight ways; all of them are functions of what they are called with.
  const prototype = pg.Client.prototype as unknown as { query: Query };
  const { query } = prototype;
  prototype.query = function (...args) {
    const [asked] = args as [string | { name?: string; text?: string }];
    const { name = "", text } = typeof asked === "string" ? { text: asked } : asked;
    if (text === undefined) return query.apply(this, args);
    const byCallback = args.some((arg) => typeof arg === "function");
    return meet({ client: this, name, text, byCallback, run: async () => await query.apply(this, args) });
  };
  return () => {
    prototype.query = query;
  };
}

/** Writes for a running task go by these names. */
export function isTaskWrite({ name }: Statement): boolean {
  return /^(journal_write|engine_fence)/.test(name);
}

/** What the connection calls itself. */
export function applicationOf(client: pg.Client): string {
  const { connectionParameters } = client as unknown as { connectionParameters: { application_name?: string } };
  return connectionParameters.application_name ?? "";
}

export function connectionLost(): Error {
  return new Error("Connection terminated unexpectedly");
}
