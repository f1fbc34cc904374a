import { routes } from "@taskwright/api/routes.ts";
import type { Authenticator } from "../access/authenticate.ts";
import type { Config } from "../config.ts";
import { AppError } from "../errors.ts";
import type { Mount } from "../http/mount.ts";
import { createConnection } from "./create.ts";
import type { ConnectionServices, OpenConnection } from "./open.ts";
import { removeConnection } from "./remove.ts";
import { rotateSecrets } from "./rotate.ts";
import { shareConnection } from "./share.ts";
import { assertChangeable, findConnection, listConnections, readConnection } from "./store.ts";
import { testConnection } from "./try.ts";
import { updateConnection } from "./update.ts";

export interface ConnectionRoutesServices {
  config: Pick<Config, "dataDir" | "secretKey" | "baseUrl">;
  authenticator: Pick<Authenticator, "authenticate">;
  connectionServices: ConnectionServices;
  /** asks the other side whether the connection is good; in words what came back */
  tryConnection(connection: OpenConnection): Promise<string>;
}

export function connectionRoutes(services: ConnectionRoutesServices, mount: Mount): void {
  const { connectionServices, config } = services;
  const { vault } = connectionServices ?? {};

  mount(routes.connections.list, async ({ db, actor, query }) => await listConnections(db, vault, actor, query));
  mount(routes.connections.create, async ({ db, actor, body }) => {
    const id = await createConnection(db, vault, actor, body);
    return await readConnection(db, vault, actor, id);
  });
  mount(routes.connections.get, async ({ db, actor, params }) => await readConnection(db, vault, actor, params.id));
  mount(routes.connections.update, async ({ db, actor, params, body, ifMatch }) => {
    const change = { ...body, version: body.version ?? ifMatch };
    await updateConnection(db, connectionServices, actor, params.id, change);
    return await readConnection(db, vault, actor, params.id);
  });
  mount(routes.connections.share, async ({ db, actor, params, body }) => {
    await shareConnection(db, actor, params.id, body.grants);
    return await readConnection(db, vault, actor, params.id);
  });
  mount(routes.connections.remove, async ({ db, actor, params }) => await removeConnection(db, actor, params.id));
  mount(
    routes.connections.test,
    async ({ actor, params }) =>
      await testConnection(
        connectionServices,
        actor,
        params.id,
        async (connection) => await services.tryConnection(connection),
      ),
  );
  mount(routes.connections.signIn, async ({ db, actor, params, context }) => {
    const row = await findConnection(db, actor, params.id);
    assertChangeable(actor, row);
    if (row.method !== "oauth2") {
      throw new AppError("unprocessable", `"${row.name}" signs in by ${row.method}; enter its secrets instead.`);
    }
    const { beginSignIn } = await import("./oauth/sign-in.ts");
    return await beginSignIn(connectionServices, actor, row, callbackUrl(config, context.req.url));
  });

  /**
   * Where people come back to from another site. Browsers keep our cookie back then, for it is
   * SameSite=Strict, so the page sends them here once more, from this site.
   */
  mount(routes.connections.callback, async ({ query, context }) => {
    const caller = await services.authenticator.authenticate(context.req.raw.headers);
    const userId = caller?.actor.userId;
    if (!userId) {
      if (query.here) return page("Sign in to Taskwright in this browser, and connect again.", 401);
      const again = new URL(context.req.url);
      again.searchParams.set("here", "1");
      return page("Connecting…", 200, `${again.pathname}${again.search}`);
    }
    try {
      const { finishSignIn } = await import("./oauth/sign-in.ts");
      const { name } = await finishSignIn(connectionServices, userId, query);
      return page(`"${name}" is connected. You can close this page.`, 200, "/connections");
    } catch (error) {
      if (error instanceof AppError) return page(error.message, error.httpStatus);
      throw error;
    }
  });

  mount(routes.secrets.rotate, async ({ actor, body }) => {
    // Not in the transaction of an Idempotency-Key: a new key cannot be rolled back.
    return await rotateSecrets(connectionServices.db, vault, actor, { ...body, config });
  });
}

function callbackUrl({ baseUrl }: Pick<Config, "baseUrl">, requestUrl: string): string {
  return `${baseUrl ?? new URL(requestUrl).origin}/api/v1${routes.connections.callback.path}`;
}

/** A page of one sentence, that may go on by itself. */
function page(sentence: string, status: number, next?: string): Response {
  const refresh = next
    ? `<meta http-equiv="refresh" content="${next === "/connections" ? 2 : 0};url=${escaped(next)}">`
    : "";
  const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Taskwright</title>${refresh}</head><body><p>${escaped(sentence)}</p></body></html>`;
  return new Response(html, {
    status,
    headers: {
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-store",
      "referrer-policy": "no-referrer",
      // The sandbox that other answers of the API are in would not let it go on.
      "content-security-policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    },
  });
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}
