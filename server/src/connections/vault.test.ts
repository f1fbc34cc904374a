import { createHash, randomBytes } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { execFile } from "node:child_process";
import { afterEach, beforeEach, describe, expect, it, test } from "vitest";
import { readKeys, renewKeyFile } from "./key-file.ts";
import { createVault, keyId, type Sealed } from "./vault.ts";

const [first, second] = [randomBytes(32), randomBytes(32)] as const;
const AAD = "7/connection/3";

describe("a sealed text", () => {
  const vault = createVault(() => [first]);
  const sealed = vault.seal("hunter2 ✓", AAD);

  it("opens for whom it was sealed, and shows nothing of itself", () => {
    expect(vault.open(sealed, AAD)).toBe("hunter2 ✓");
    expect(JSON.stringify(sealed)).not.toContain("hunter2");
    expect(Object.values(sealed).some((part) => Buffer.from(String(part), "base64").includes("hunter2"))).toBe(false);
    expect(vault.seal("hunter2 ✓", AAD).box).not.toBe(sealed.box);
  });

  const flip = (text: string) => {
    const bytes = Buffer.from(text, "base64");
    bytes[bytes.length - 1]! ^= 1;
    return bytes.toString("base64");
  };
  it.each<[string, Sealed, string]>([
    ["in another row", sealed, "7/connection/4"],
    ["in another workspace", sealed, "8/connection/3"],
    ["with its text changed", { ...sealed, box: flip(sealed.box) }, AAD],
    ["with its key changed", { ...sealed, wrapped: flip(sealed.wrapped) }, AAD],
    ["with another one's key", { ...sealed, wrapped: vault.seal("x", AAD).wrapped }, AAD],
    ["cut short", { ...sealed, box: sealed.box.slice(0, 8) }, AAD],
  ])("does not open %s", (_, changed, aad) => {
    expect(() => vault.open(changed, aad)).toThrow("cannot be opened");
  });

  it("says which key is missing", () => {
    expect(() => createVault(() => [second]).open(sealed, AAD)).toThrow(`the key ${keyId(first)}`);
  });
});

test("a fingerprint is the same for the same text, under any of the keys, and no plain digest of it", () => {
  const short = createVault(() => [first]).fingerprint("1234");
  expect(
    createVault(() => [first])
      .fingerprint("1234")
      .fits(short.value),
  ).toBe(true);
  expect(
    createVault(() => [first])
      .fingerprint("1235")
      .fits(short.value),
  ).toBe(false);
  expect(
    createVault(() => [second])
      .fingerprint("1234")
      .fits(short.value),
  ).toBe(false);
  expect(short.fits(createHash("sha256").update("1234").digest())).toBe(false);
  expect(short.fits(Buffer.from("short"))).toBe(false);
});

test("in a rotation a fingerprint fits one of the key before, and of one that another process has made", () => {
  const before = createVault(() => [first]).fingerprint("body");
  const after = createVault(() => [second, first]).fingerprint("body");
  expect(after.fits(before.value)).toBe(true);
  let keys = [first];
  const late = createVault(() => keys);
  const made = late.fingerprint("body");
  keys = [second, first];
  expect(made.fits(after.value)).toBe(true);
  expect(late.fingerprint("body").value).toEqual(after.value);
});

test("in a rotation both keys open, the new one seals, and then the old one is not needed", () => {
  const before = createVault(() => [first]).seal("s3cret", AAD);
  const both = createVault(() => [second, first]);
  expect(both.open(before, AAD)).toBe("s3cret");
  const after = both.reseal(before)!;
  expect(both.reseal(after)).toBeNull();
  expect(createVault(() => [second]).open(after, AAD)).toBe("s3cret");
});

describe("the key", () => {
  let dataDir: string;
  beforeEach(() => void (dataDir = mkdtempSync(join(tmpdir(), "taskwright-key-"))));
  afterEach(() => rmSync(dataDir, { recursive: true }));
  const read = (secretKey?: string, secretKeyOld?: string) => readKeys({ dataDir, secretKey, secretKeyOld });

  it("is made at the first start, for its owner alone, and stays", () => {
    const [key] = read();
    expect(read()).toEqual([key]);
    expect(statSync(join(dataDir, "secret.key")).mode & 0o777).toBe(0o600);
    expect(readdirSync(dataDir)).toEqual(["secret.key"]);
  });

  it("is the same for processes that start at once", async () => {
    const script = `import("${fileURLToPath(new URL("key-file.ts", import.meta.url))}").then(({ readKeys }) =>
      process.stdout.write(readKeys({ dataDir: process.argv[1] })[0].toString("hex")))`;
    const runs = Array.from(
      { length: 4 },
      async () => await promisify(execFile)(process.execPath, ["-e", script, dataDir]),
    );
    const keys = new Set((await Promise.all(runs)).map(({ stdout }) => stdout));
    expect([...keys]).toEqual([read()[0]!.toString("hex")]);
  });

  it("from the environment comes before those of the file", () => {
    const [file] = read();
    expect(read(first.toString("base64"), second.toString("hex"))).toEqual([first, second, file]);
    expect(read(undefined, second.toString("base64"))).toEqual([file, second]);
  });

  it("is found by a running process when another has renewed it", () => {
    const running = createVault(() => read());
    const old = running.seal("a", AAD);
    renewKeyFile(dataDir);
    const fresh = createVault(() => read()).seal("b", AAD);
    expect(fresh.key).not.toBe(old.key);
    expect([running.open(fresh, AAD), running.open(old, AAD)]).toEqual(["b", "a"]);
    expect(running.seal("c", AAD).key).toBe(fresh.key);
    expect(readFileSync(join(dataDir, "secret.key"), "utf8").trim().split("\n")).toHaveLength(2);
  });

  it.each(["", "too short\n", "AAAA\n"])("of %j is refused in words", (text) => {
    writeFileSync(join(dataDir, "secret.key"), text);
    expect(() => read()).toThrow("openssl rand -base64 32");
  });
});
