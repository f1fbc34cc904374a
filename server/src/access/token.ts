import { createHash, randomBytes } from "node:crypto";

/** 256 bits nobody can guess. Only its hash is kept, so that a copy of the database opens no door. */
export function newToken(): string {
  return randomBytes(32).toString("base64url");
}

/** Fast on purpose: unlike a password, such a token cannot be found by trying. */
export function tokenHash(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}
