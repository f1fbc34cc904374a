import { sentence } from "@taskwright/api/sentence.ts";
import type { ConnectionMethod } from "@taskwright/api/connection.ts";
import { type Db, inTransaction, prepared, run } from "../db/database.ts";
import { AppError } from "../errors.ts";
import { mayUse, type Owned, type Principal } from "./permit.ts";
import { ReconnectNeeded } from "./reconnect.ts";
import { openFields } from "./secret.ts";
import { lapse, lockConnection } from "./store.ts";
import { createUseNotes } from "./use-notes.ts";
import type { Sealed, Vault } from "./vault.ts";

/** A connection as the tool has it that signs in with it. Nothing of it may be logged or answered. */
export interface OpenConnection {
  id: number;
  name: string;
  app: string;
  method: ConnectionMethod;
  /** what is no secret: the hosts it is for, the name of a header */
  settings: Record<string, unknown>;
  /** opened secrets */
  fields: Record<string, string>;
  /** OAuth: an access token that is good now. `rejected`: one that was turned down, so that another is fetched. */
  fetchToken(rejected?: string): Promise<string>;
  /** The other side turned its credential down: it waits for a person from now on. Always throws. */
  lapse(why: string): Promise<never>;
}

export interface Wanted {
  workspaceId: number;
  /** for whom the task runs; null: nobody in particular */
  principal: number | null;
  app: string;
  /** absent: the only one for the app */
  name?: string | undefined;
}

export interface Connections {
  open(wanted: Wanted): Promise<OpenConnection>;
  /** Whoever waits for a connection that is good by now goes on. */
  recheck(id: number): Promise<void>;
}

export interface ConnectionServices {
  db: Db;
  vault: Vault;
  /** how authorisation servers are asked: egress checked */
  fetch: typeof fetch;
  /** a connection is good again: whoever waited for it goes on */
  renewed: (tx: Db, connection: { id: number; name: string; workspace_id: number }) => Promise<void>;
}

export function createConnections(services: ConnectionServices): Connections {
  const noteUse = createUseNotes(services.db);
  return {
    async open(wanted) {
      const [principal, candidates] = await Promise.all([
        findPrincipal(services.db, wanted),
        find(services.db, wanted),
      ]);
      const opened = openRow(services, choose(wanted, principal, candidates));
      await noteUse(opened.id);
      return opened;
    },
    async recheck(id) {
      await inTransaction(services.db, async (tx) => {
        const row = await lockConnection(tx, id);
        if (row.status === "ready") await services.renewed(tx, row);
      });
    },
  };
}

/** Of a program that has none. */
export const NO_CONNECTIONS: Connections = {
  async open({ app }) {
    throw new AppError("not_found", `There is no connection for ${app}.`, {
      sentence: sentence("failed.no_connection", { app }),
    });
  },
  async recheck() {},
};

/** For who may use it without asking: its test, and the sign-in itself. */
export function openRow(services: ConnectionServices, row: ConnectionRow): OpenConnection {
  if (row.status !== "ready") {
    throw new ReconnectNeeded(row, row.status_text ?? "nobody has signed in yet.");
  }
  const { id, name, app, method, settings } = row;
  const fields = openFields(services.vault, row);
  return {
    id,
    name,
    app,
    method,
    settings,
    fields,
    async fetchToken(rejected) {
      const { fetchToken } = await import("./oauth/token.ts");
      return await fetchToken(services, row, rejected);
    },
    async lapse(why) {
      await inTransaction(services.db, async (tx) => await lapse(tx, row, why));
      throw new ReconnectNeeded(row, why);
    },
  };
}

export interface ConnectionRow extends Owned {
  id: number;
  workspace_id: number;
  name: string;
  app: string;
  method: ConnectionMethod;
  settings: Record<string, unknown>;
  secret: Sealed | null;
  status: "ready" | "pending" | "lapsed";
  status_text: string | null;
  owner_name: string | null;
  owner_login: string | null;
}

function choose(wanted: Wanted, principal: Principal | null, rows: ConnectionRow[]): ConnectionRow {
  const { app, name } = wanted;
  const runsFor = principal
    ? `runs for ${principal.name}${principal.disabled ? ", who is disabled" : ""}`
    : "runs for nobody";
  if (name !== undefined) {
    const [row] = rows;
    if (!row)
      throw new AppError("not_found", `There is no connection "${name}". Add it, or name another.`, {
        sentence: sentence("refused.none", { noun: "connection", id: name }),
      });
    if (row.app !== app)
      throw new AppError(
        "unprocessable",
        `The connection "${name}" is for ${row.app}, and this tool is one of ${app}.`,
      );
    if (!mayUse(principal, row)) {
      throw new AppError(
        "forbidden",
        `This task ${runsFor} and may not use the connection "${name}". ${row.owner_name ?? "Whoever manages the workspace's connections"} can share it.`,
        { sentence: sentence("failed.connection_forbidden", { name }) },
      );
    }
    return row;
  }
  const usable = rows.filter((row) => mayUse(principal, row));
  const own = usable.filter(({ owner_id }) => owner_id !== null && owner_id === principal?.id);
  const [row, ...others] = own.length > 0 ? own : usable;
  if (!row) {
    throw new AppError(
      "not_found",
      `There is no connection for ${app} that this task may use; it ${runsFor}. Add one, or share one with it.`,
      { sentence: sentence("failed.no_connection", { app }) },
    );
  }
  if (others.length > 0) {
    const names = [row, ...others].map((each) => `"${each.name}"`).join(", ");
    throw new AppError("unprocessable", `There are several connections for ${app}; name one of ${names}.`);
  }
  return row;
}

async function findPrincipal(db: Db, { workspaceId, principal }: Wanted): Promise<Principal | null> {
  if (principal === null) return null;
  const [row] = await run<Principal>(db, PRINCIPAL, [principal, workspaceId]);
  return row ?? null;
}

async function find(db: Db, { workspaceId, app, name }: Wanted): Promise<ConnectionRow[]> {
  return await run<ConnectionRow>(db, FIND, [workspaceId, app, name ?? null]);
}

const PRINCIPAL = prepared(
  "connections_principal",
  `select id, name, login, role, disabled_at is not null as disabled from users where id = $1 and workspace_id = $2`,
);

const FIND = prepared(
  "connections_find",
  `select c.id, c.workspace_id, c.name, c.app, c.method, c.owner_id, c.grants, c.settings, c.secret, c.status, c.status_text,
     u.name as owner_name, u.login as owner_login
   from connections c left join users u on u.id = c.owner_id
   where c.workspace_id = $1 and case when $3::text is null then c.app = $2 else c.name = $3 end
   order by c.name`,
);
