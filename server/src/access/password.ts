import { sentence } from "@taskwright/api/sentence.ts";
import { type ScryptOptions, randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import { AppError } from "../errors.ts";

/**
 * scrypt as OWASP advises: 32 MB and some 100 ms for each try. The parameters travel with the hash,
 * so they can be raised later without locking anybody out.
 */
const COST = { N: 2 ** 15, r: 8, p: 3 };
const KEY_BYTES = 32;

export async function hashPassword(password: string, cost = COST): Promise<string> {
  const salt = randomBytes(16);
  const key = await derive(password, salt, cost);
  const parameters = `${cost.N}$${cost.r}$${cost.p}`;
  return `scrypt$${parameters}$${salt.toString("base64url")}$${key.toString("base64url")}`;
}

/** `kept` is null for an unknown login: the work is done all the same, so time tells nothing. */
export async function verifyPassword(password: string, kept: string | null): Promise<boolean> {
  const [, n, r, p, salt, key] = (kept ?? (await dummyHash())).split("$");
  const expected = Buffer.from(key!, "base64url");
  const cost = { N: Number(n), r: Number(r), p: Number(p) };
  const actual = await derive(password, Buffer.from(salt!, "base64url"), cost);
  return timingSafeEqual(actual, expected) && kept !== null;
}

let dummy: Promise<string> | undefined;
function dummyHash(): Promise<string> {
  return (dummy ??= hashPassword(randomBytes(16).toString("hex")));
}

/** Each try holds a thread of Node's pool, which files and DNS need too: two at a time, few waiting. */
const MAX_RUNNING = 2;
const MAX_WAITING = 50;
let running = 0;
const waiting: (() => void)[] = [];

async function derive(password: string, salt: Buffer, cost: ScryptOptions): Promise<Buffer> {
  if (running >= MAX_RUNNING) {
    if (waiting.length >= MAX_WAITING) {
      throw new AppError("too_many", "Too many people are signing in at this moment. Try again in a few seconds.", {
        sentence: sentence("refused.too_many_sign_ins", {}),
      });
    }
    await new Promise<void>((resolve) => waiting.push(resolve));
  } else running++;
  try {
    return await scryptOnce(password.normalize("NFKC"), salt, cost);
  } finally {
    // hand the place on, or give it back
    const next = waiting.shift();
    if (next) next();
    else running--;
  }
}

function scryptOnce(password: string, salt: Buffer, cost: ScryptOptions): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const options = { ...cost, maxmem: 64 * 1024 * 1024 };
    scrypt(password, salt, KEY_BYTES, options, (error, key) => (error ? reject(error) : resolve(key)));
  });
}
