import type { App, AppServices } from "./app.ts";
import { caldavApp } from "./catalog/caldav.ts";
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
import { runSafely } from "./run-safely.ts";
import type { Catalog, Tool } from "./tool.ts";

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
  caldavApp,
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

function withToolErrors(tool: Tool): Tool {
  return {
    ...tool,
    run: async (args, call) => await runSafely(async (guarded) => await tool.run(args, guarded), call),
  };
}
