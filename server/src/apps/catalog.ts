import { AppError } from "../errors.ts";
import { ReconnectNeeded, TokenTrouble } from "../connections/reconnect.ts";
import type { App, AppServices } from "./app.ts";
import { codeApp } from "./catalog/code.ts";
import { csvApp } from "./catalog/csv.ts";
import { emailApp } from "./catalog/email.ts";
import { filesApp } from "./catalog/files.ts";
import { httpApp } from "./catalog/http.ts";
import { imapApp } from "./catalog/imap.ts";
import { jsonApp } from "./catalog/json.ts";
import { pdfApp } from "./catalog/pdf.ts";
import { sheetApp } from "./catalog/sheet.ts";
import { slackApp } from "./catalog/slack.ts";
import { sqlApp } from "./catalog/sql.ts";
import { teamsApp } from "./catalog/teams.ts";
import { textApp } from "./catalog/text.ts";
import { webApp } from "./catalog/web.ts";
import { webhookApp } from "./catalog/webhook.ts";
import { xmlApp } from "./catalog/xml.ts";
import { scrubbed } from "./scrub.ts";
import { type Catalog, type Tool, ToolError } from "./tool.ts";

const APPS: ((services: AppServices) => App)[] = [
  filesApp,
  csvApp,
  jsonApp,
  xmlApp,
  textApp,
  httpApp,
  webApp,
  emailApp,
  imapApp,
  slackApp,
  teamsApp,
  webhookApp,
  sqlApp,
  sheetApp,
  pdfApp,
  codeApp,
];

export function createCatalog(services: AppServices): OpenCatalog {
  return new OpenCatalog(APPS.map((app) => app(services)));
}

/** The catalog, and what its apps hold open: mail and HTTP connections. */
export class OpenCatalog extends Map<string, Tool> implements Catalog {
  readonly #apps: App[];

  constructor(apps: App[]) {
    super(apps.flatMap((app) => app.tools.map((tool) => [tool.name, withToolErrors(tool)] as const)));
    this.#apps = apps;
  }

  async close(): Promise<void> {
    await Promise.all(this.#apps.map(async (app) => await app.close?.()));
  }
}

/**
 * What the rooms below refuse (no such file, a bad path, a full disk) is an expected failure of the
 * call. A database that went away is none of the tool's business and passes as it is.
 */
export function withToolErrors(tool: Tool): Tool {
  return {
    ...tool,
    async run(args, call) {
      try {
        return await scrubbed(tool, args, call);
      } catch (error) {
        if (error instanceof ReconnectNeeded) {
          throw new ToolError("reconnect", error.message, { details: { connection: error.connection } });
        }
        if (error instanceof TokenTrouble) throw new ToolError("no_token", error.message, { retryable: true });
        if (!(error instanceof AppError) || error.code === "unavailable") throw error;
        const retryable = error.code === "storage_full";
        throw new ToolError(error.code, error.message, { retryable, details: error.details, cause: error });
      }
    },
  };
}
