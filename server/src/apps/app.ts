import type { LookupFunction } from "node:net";
import type { Config } from "../config.ts";
import type { Database } from "../db/database.ts";
import type { FileStore } from "../files/store.ts";
import type { Tool } from "./tool.ts";

/** What apps work with; a part of Services, so that a test can put it together from little. */
export interface AppServices {
  database: Pick<Database, "db">;
  files: FileStore;
  config: Pick<Config, "httpAllow" | "smtpUrl" | "mailFrom">;
  /** name resolution of http.*; tests give their own */
  lookup?: LookupFunction;
}

/** A family of tools, and what it holds open for them. */
export interface App {
  tools: Tool[];
  close?(): Promise<void>;
}
