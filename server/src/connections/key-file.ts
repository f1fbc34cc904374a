import { randomBytes } from "node:crypto";
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Config } from "../config.ts";
import { AppError } from "../errors.ts";
import { KEY_BYTES, type Keys } from "./vault.ts";

type KeyConfig = Pick<Config, "dataDir" | "secretKey" | "secretKeyOld">;

/**
 * The keys of the vault: from the environment, or else from DATA_DIR/secret.key, one a line, the
 * first being today's. The file is made when it is missing; of several processes that start at
 * once one makes it and all read the same.
 */
export function readKeys({ dataDir, secretKey, secretKeyOld }: KeyConfig): Keys {
  const given = [secretKey, secretKeyOld].flatMap((key) => (key === undefined ? [] : [keyOf(key, "this key")]));
  if (secretKey !== undefined) return [...given, ...(readKeyFile(dataDir) ?? [])];
  return [...(readKeyFile(dataDir) ?? makeKeyFile(dataDir)), ...given];
}

/** Puts a new key before those of the file. What the one before the last sealed must be sealed anew by then. */
export function renewKeyFile(dataDir: string): void {
  const [current] = readKeyFile(dataDir) ?? [];
  place(dataDir, current ? [randomBytes(KEY_BYTES), current] : [randomBytes(KEY_BYTES)], renameSync);
}

function readKeyFile(dataDir: string): Keys | undefined {
  const path = pathOf(dataDir);
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if ((error as { code?: string }).code === "ENOENT") return undefined;
    throw new AppError("internal", `The key of all stored secrets cannot be read from ${path}.`, { cause: error });
  }
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  if (lines.length === 0) throw unusable(path);
  return lines.map((line) => keyOf(line.trim(), path));
}

function makeKeyFile(dataDir: string): Keys {
  try {
    place(dataDir, [randomBytes(KEY_BYTES)], linkSync);
  } catch (error) {
    if ((error as { code?: string }).code !== "EEXIST") throw error;
  }
  return readKeyFile(dataDir)!;
}

/** Written whole beside its place and put there in one move, so that nobody reads half a key. */
function place(dataDir: string, keys: Keys, move: (from: string, to: string) => void): void {
  const path = pathOf(dataDir);
  const draft = `${path}.${process.pid}.${randomBytes(4).toString("hex")}`;
  writeFileSync(draft, keys.map((key) => `${key.toString("base64")}\n`).join(""), {
    mode: 0o600,
    flag: "wx",
    flush: true,
  });
  try {
    move(draft, path);
  } finally {
    rmSync(draft, { force: true });
  }
}

function pathOf(dataDir: string): string {
  return join(dataDir, "secret.key");
}

function keyOf(text: string, place: string): Buffer {
  const key = Buffer.from(text, /^[0-9a-f]{64}$/i.test(text) ? "hex" : "base64");
  if (key.length !== KEY_BYTES) throw unusable(place);
  return key;
}

function unusable(place: string): AppError {
  return new AppError(
    "invalid",
    `${place === "this key" ? "TASKWRIGHT_SECRET_KEY" : place} holds no key: 32 random bytes as base64 or hex, as \`openssl rand -base64 32\` prints them.`,
  );
}
