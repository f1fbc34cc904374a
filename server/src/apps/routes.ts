import { routes } from "@taskwright/api/routes.ts";
import type { Config } from "../config.ts";
import type { Mount } from "../http/mount.ts";
import { listEmails } from "./emails.ts";

export function emailRoutes({ config }: { config: Pick<Config, "smtpUrl"> }, mount: Mount): void {
  mount(routes.emails.list, async ({ actor, query, db }) => ({
    ...(await listEmails(db, actor.workspaceId, query)),
    smtpConfigured: config.smtpUrl !== undefined,
  }));
}
