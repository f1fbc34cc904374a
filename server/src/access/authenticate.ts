import { LRUCache } from "lru-cache";
import type { Db } from "../db/database.ts";
import type { Signals } from "../db/signals.ts";
import type { Actor } from "./actor.ts";
import { ACCESS_CHANGED, onAccessChangedHere } from "./changed.ts";
import { readSessionCookie, sessionCookie } from "./cookie.ts";
import { findKey, noteKeyUse } from "./keys.ts";
import { SESSION_DAYS, findSession, renewSession } from "./sessions.ts";
import { tokenHash } from "./token.ts";

/** An actor and what they showed at the door. */
export interface Caller {
  actor: Actor;
  /** signed in on the page; a key otherwise */
  session?: { hash: Buffer; token: string; secure: boolean };
  /** until when the session or key is good; null: no end */
  expiresAt: Date | null;
  /** the session was prolonged just now, so the browser's cookie must be too */
  renewed?: boolean;
}

export interface Authenticator {
  /** Who sent these headers; undefined: nobody we know. */
  authenticate(headers: Headers): Promise<Caller | undefined>;
  /** Calls `fn` whenever someone may have lost or changed their access. Returns how to stop. */
  onChange(fn: () => void): () => void;
  close(): void;
}

interface AuthenticatorOptions {
  db: Db;
  signals: Pick<Signals, "on">;
  /** whether people reach us by https */
  secure: boolean;
}

/** A caller sends many requests at once; this is how long one look in the database serves them. */
const REMEMBER_MS = 2_000;

export function createAuthenticator({ db, signals, secure }: AuthenticatorOptions): Authenticator {
  const known = new LRUCache<string, Caller>({ max: 2_000, ttl: REMEMBER_MS });
  const watchers = new Set<() => void>();
  let changes = 0;
  const stopListening = signals.on("control", (payload) => {
    if (payload === undefined || payload === ACCESS_CHANGED) forget();
  });
  const stopHere = onAccessChangedHere(forget);

  function forget(): void {
    changes++;
    known.clear();
    for (const fn of watchers) fn();
  }

  async function remembered(secret: string, find: () => Promise<Caller | undefined>): Promise<Caller | undefined> {
    const name = tokenHash(secret).toString("base64");
    const hit = known.get(name);
    if (hit && !isOver(hit)) return hit;
    const before = changes;
    const caller = await find();
    // A revocation that came while we were looking may have been too late for what we read.
    if (caller && before === changes) known.set(name, { ...caller, renewed: false });
    return caller;
  }

  async function byKey(key: string): Promise<Caller | undefined> {
    const row = await findKey(db, key);
    if (!row) return undefined;
    await noteKeyUse(db, row);
    const { id, name, role, workspace_id: workspaceId } = row;
    return { actor: { type: "key", id, name, role, workspaceId, userId: row.created_by }, expiresAt: row.expires_at };
  }

  async function bySession(token: string): Promise<Caller | undefined> {
    const hash = tokenHash(token);
    const row = await findSession(db, hash);
    if (!row) return undefined;
    const { user_id: id, name, login, role, workspace_id: workspaceId } = row;
    return {
      actor: { type: "user", id, name, login, role, workspaceId, userId: id },
      session: { hash, token, secure },
      expiresAt: row.expires_at,
      renewed: await renewSession(db, hash, row),
    };
  }

  return {
    async authenticate(headers) {
      const authorization = headers.get("authorization");
      // Whoever sends a key means the key: a wrong one never falls back to a cookie.
      if (authorization !== null) {
        const key = /^Bearer (tw_[0-9a-f]+_[\w-]+)$/i.exec(authorization)?.[1];
        return key ? await remembered(key, async () => await byKey(key)) : undefined;
      }
      const token = readSessionCookie(headers.get("cookie"));
      return token ? await remembered(token, async () => await bySession(token)) : undefined;
    },
    onChange(fn) {
      watchers.add(fn);
      return () => void watchers.delete(fn);
    },
    close() {
      stopListening();
      stopHere();
    },
  };
}

/** The cookie again, with its new end. */
export function renewedCookie({ session }: Caller): string {
  const maxAgeSeconds = SESSION_DAYS * 86_400;
  return sessionCookie(session!.token, { secure: session!.secure, maxAgeSeconds });
}

function isOver(caller: Caller): boolean {
  return caller.expiresAt !== null && caller.expiresAt <= new Date();
}
