import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { Fingerprint } from "../http/kept-answer.ts";
import { AppError } from "../errors.ts";

/**
 * A secret as it lies in the database: text under a key of its own, and that key under ours. A column
 * that holds one is called `secret` and is jsonb: that is how a rotation finds it (see rotate.ts).
 */
export interface Sealed {
  v: 1;
  /** id of the key of ours that is needed */
  key: string;
  /** nonce, tag and ciphertext of the secret's own key, base64 */
  wrapped: string;
  /** nonce, tag and ciphertext of the text, base64 */
  box: string;
}

/**
 * Seals what must not be readable in a dump of the database. `aad` says whose the text is
 * ("<workspace>/<noun>/<id or name>"): a sealed value that is moved to another row does not open there.
 */
export interface Vault {
  seal(plain: string, aad: string): Sealed;
  open(sealed: Sealed, aad: string): string;
  /** The same secret under today's key; null if it is there already. The text itself is not opened. */
  reseal(sealed: Sealed): Sealed | null;
  /** Of a text, under our keys: tells nothing of it to whoever has not got them. */
  fingerprint(text: string): Fingerprint;
  /** id of the key that seals now */
  keyId(): string;
  /** whether the key with this id is here */
  hasKey(id: string): boolean;
}

/** The first seals; all of them open. Each of 32 bytes. */
export type Keys = readonly Buffer[];

/**
 * `readKeys` is asked again when a key is missing: another process may have begun a rotation. Every
 * call gives all there are.
 */
export function createVault(readKeys: () => Keys): Vault {
  let keys = byId(readKeys());

  function hasKey(id: string): boolean {
    if (!keys.has(id)) keys = byId(readKeys());
    return keys.has(id);
  }

  function find(id: string): Buffer {
    if (!hasKey(id)) throw keyMissing(id);
    return keys.get(id)!;
  }

  function current(): [string, Buffer] {
    return keys.entries().next().value!;
  }

  function wrap(own: Buffer): Pick<Sealed, "key" | "wrapped"> {
    const [id, key] = current();
    return { key: id, wrapped: encrypt(key, own, wrapAad(id)) };
  }

  function unwrap({ key: id, wrapped }: Sealed): Buffer {
    return decrypt(find(id), wrapped, wrapAad(id));
  }

  return {
    seal(plain, aad) {
      const own = randomBytes(KEY_BYTES);
      return { v: 1, ...wrap(own), box: encrypt(own, Buffer.from(plain), aad) };
    },
    open(sealed, aad) {
      return decrypt(unwrap(sealed), sealed.box, aad).toString();
    },
    reseal(sealed) {
      // Another process may have made a newer key, which this one has to seal with from now on.
      keys = byId(readKeys());
      if (sealed.key === current()[0]) return null;
      return { ...sealed, ...wrap(unwrap(sealed)) };
    },
    fingerprint(text) {
      const among = (kept: Buffer) => [...keys.values()].some((key) => timingSafeEqual(kept, mac(key, text)));
      return {
        value: mac(current()[1], text),
        fits(kept) {
          if (kept.length !== MAC_BYTES) return false;
          if (among(kept)) return true;
          // Another process may have begun a rotation.
          keys = byId(readKeys());
          return among(kept);
        },
      };
    },
    keyId: () => current()[0],
    hasKey,
  };
}

export const KEY_BYTES = 32;
const MAC_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Tells nothing about the key, and is short enough to be read aloud. */
export function keyId(key: Buffer): string {
  return createHash("sha256").update("taskwright key id").update(key).digest("hex").slice(0, 8);
}

function byId(keys: Keys): Map<string, Buffer> {
  return new Map(keys.map((key) => [keyId(key), key]));
}

/** Under a key of its own, so that no use of a key helps against another. */
function mac(key: Buffer, text: string): Buffer {
  const own = createHmac("sha256", key).update("taskwright fingerprint").digest();
  return createHmac("sha256", own).update(text).digest();
}

function wrapAad(id: string): string {
  return `taskwright key ${id}`;
}

function encrypt(key: Buffer, plain: Buffer, aad: string): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(Buffer.from(aad));
  const text = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), text]).toString("base64");
}

function decrypt(key: Buffer, sealed: string, aad: string): Buffer {
  const bytes = Buffer.from(sealed, "base64");
  const text = NONCE_BYTES + TAG_BYTES;
  try {
    const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES })
      .setAAD(Buffer.from(aad))
      .setAuthTag(bytes.subarray(NONCE_BYTES, text));
    return Buffer.concat([decipher.update(bytes.subarray(text)), decipher.final()]);
  } catch (error) {
    throw new AppError(
      "unprocessable",
      "A stored secret cannot be opened: it was changed in the database, or belongs to something else. Enter it again.",
      { cause: error },
    );
  }
}

function keyMissing(id: string): AppError {
  return new AppError(
    "unprocessable",
    `A stored secret was sealed with the key ${id}, which this Taskwright does not have. Give it in TASKWRIGHT_SECRET_KEY or TASKWRIGHT_SECRET_KEY_OLD, bring back the file secret.key of that time, or enter the secret again.`,
    { details: { key: id } },
  );
}
