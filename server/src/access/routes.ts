import type { Session } from "@taskwright/api/access.ts";
import { routes } from "@taskwright/api/routes.ts";
import type { Context } from "hono";
import type { Config } from "../config.ts";
import type { Db } from "../db/database.ts";
import { AppError } from "../errors.ts";
import type { Mount } from "../http/mount.ts";
import { clientAddress } from "../http/client-address.ts";
import { isId, readCursor, toPage } from "../lib/cursor.ts";
import { type Actor, actorRecord } from "./actor.ts";
import { sessionCookie } from "./cookie.ts";
import { createKey, revokeKey, toApiKey } from "./keys.ts";
import { linkAddress } from "./links.ts";
import { actionsOf } from "./roles.ts";
import { SESSION_DAYS, closeSession } from "./sessions.ts";
import { SignInLimit } from "./sign-in-limit.ts";
import { type SignedIn, setPassword, signIn, signInByLink } from "./sign-in.ts";
import { createUser, renewLink, toUser, updateUser } from "./users.ts";

export interface AccessServices {
  config: Pick<Config, "baseUrl">;
}

export function accessRoutes({ config }: AccessServices, mount: Mount): void {
  const limit = new SignInLimit();
  const secure = isSecure(config.baseUrl);

  mount(routes.access.session, async ({ actor, db }) => await readSession(db, actor));
  mount(routes.access.signIn, async ({ body, db, context }) => {
    const address = clientAddress(context);
    return await welcome(db, context, await signIn(db, limit, { ...body, address }));
  });
  mount(routes.access.redeem, async ({ body, db, context }) =>
    welcome(db, context, await signInByLink(db, body.token)),
  );
  mount(routes.access.signOut, async ({ caller, db }) => {
    if (!caller.session) {
      throw new AppError("unprocessable", "An API key has no session to end. Revoke the key instead.");
    }
    await closeSession(db, caller.session.hash);
    const headers = { "set-cookie": sessionCookie("", { secure, maxAgeSeconds: 0 }) };
    return new Response(null, { status: 204, headers });
  });
  mount(routes.access.setPassword, async ({ actor, caller, body, db }) => {
    await setPassword(db, { actor, sessionHash: caller.session?.hash }, body);
    return await readSession(db, actor);
  });

  mount(routes.access.users, async ({ actor, query, db }) => {
    let select = db.selectFrom("users").selectAll().where("workspace_id", "=", actor.workspaceId);
    const after = readCursor(query.cursor, isId);
    if (after !== undefined) select = select.where("id", ">", after);
    const rows = await select
      .orderBy("id")
      .limit(query.limit + 1)
      .execute();
    return toPage(rows, query.limit, toUser, (row) => row.id);
  });
  mount(routes.access.createUser, async ({ actor, body, db, context }) => {
    const { user, token } = await createUser(db, actor, body);
    const baseUrl = config.baseUrl ?? new URL(context.req.url).origin;
    return { user, link: linkAddress(baseUrl, token) };
  });
  mount(routes.access.createLink, async ({ actor, params, db, context }) => {
    const { user, token } = await renewLink(db, actor, params.id);
    return { user, link: linkAddress(config.baseUrl ?? new URL(context.req.url).origin, token) };
  });
  mount(routes.access.updateUser, async ({ actor, params, body, db }) => updateUser(db, actor, params.id, body));

  mount(routes.access.keys, async ({ actor, query, db }) => {
    let select = db.selectFrom("api_keys").selectAll().where("workspace_id", "=", actor.workspaceId);
    const before = readCursor(query.cursor, isId);
    if (before !== undefined) select = select.where("id", "<", before);
    const rows = await select
      .orderBy("id", "desc")
      .limit(query.limit + 1)
      .execute();
    return toPage(rows, query.limit, toApiKey, (row) => row.id);
  });
  mount(routes.access.createKey, async ({ actor, body, db }) => createKey(db, actor, body));
  mount(routes.access.revokeKey, async ({ actor, params, db }) => revokeKey(db, actor, params.id));

  async function welcome(db: Db, context: Context, { actor, token }: SignedIn): Promise<Response> {
    const maxAgeSeconds = SESSION_DAYS * 86_400;
    context.header("set-cookie", sessionCookie(token, { secure, maxAgeSeconds }));
    return context.json(await readSession(db, actor), 201);
  }
}

export function isSecure(baseUrl: string | undefined): boolean {
  return baseUrl?.startsWith("https:") ?? false;
}

async function readSession(db: Db, actor: Actor): Promise<Session> {
  const workspace = await db
    .selectFrom("workspaces")
    .select(["id", "name"])
    .where("id", "=", actor.workspaceId)
    .executeTakeFirstOrThrow();
  const user = actor.type === "user" ? await readUser(db, actor.id!) : undefined;
  const role = actor.role ?? "viewer";
  return {
    actor: user ? { type: "user", id: actor.id, name: user.name } : actorRecord(actor),
    login: user?.login ?? null,
    role,
    workspace,
    needsPassword: user ? user.password_hash === null : false,
    may: actionsOf(role),
  };
}

async function readUser(db: Db, id: number) {
  return await db
    .selectFrom("users")
    .select(["name", "login", "password_hash"])
    .where("id", "=", id)
    .executeTakeFirstOrThrow();
}
