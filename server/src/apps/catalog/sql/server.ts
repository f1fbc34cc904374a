import type { OpenConnection } from "../../../connections/open.ts";
import { ToolError } from "../../tool.ts";
import type { Egress } from "../http/egress.ts";
import { hostAddress } from "../http/host-address.ts";
import { askMysql } from "./mysql.ts";
import { askPostgres } from "./postgres.ts";
import { isTooMuch, type SqlAnswer, type SqlQuestion } from "./question.ts";

export interface SqlServer {
  run(question: SqlQuestion, signal: AbortSignal): Promise<SqlAnswer>;
}

/** Where to, as the drivers take it: the address that was looked at is the one that is connected to. */
export interface SqlTarget {
  address: string;
  /** for the certificate */
  host: string;
  port: number;
  user: string;
  password: string;
  database: string;
  tls: boolean;
  /** whether the server's certificate must be one that the world trusts */
  verified: boolean;
}

const KINDS = {
  "postgres:": { port: 5432, ask: askPostgres },
  "postgresql:": { port: 5432, ask: askPostgres },
  "mysql:": { port: 3306, ask: askMysql },
  "mariadb:": { port: 3306, ask: askMysql },
} as const;

/** The server that a connection's `url` field names: postgres://user:password@host:5432/database?sslmode=require */
export async function sqlServer(connection: OpenConnection, egress: Egress): Promise<SqlServer> {
  const url = URL.canParse(connection.fields.url ?? "") ? new URL(connection.fields.url!) : undefined;
  const kind = url && KINDS[url.protocol as keyof typeof KINDS];
  if (!url || !kind || url.hostname === "") {
    throw new ToolError(
      "sql_connection",
      `The connection "${connection.name}" needs the field url, such as postgres://user:password@host/database or mysql://user:password@host/database.`,
    );
  }
  const port = Number(url.port) || kind.port;
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const mode = url.searchParams.get("sslmode") ?? url.searchParams.get("ssl-mode") ?? "disable";
  const target: SqlTarget = {
    address: await hostAddress(egress, host, port),
    host,
    port,
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    database: decodeURIComponent(url.pathname.slice(1)),
    tls: !/^(disable|disabled)$/i.test(mode),
    verified: /^verify/i.test(mode),
  };
  return {
    async run(question, signal) {
      const answer = await kind.ask(target, question, signal);
      if (!isTooMuch(answer.rows)) return answer;
      throw new ToolError("too_large", "These rows are more than 8 MB together. Ask for fewer rows or columns.");
    },
  };
}
