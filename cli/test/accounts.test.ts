import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type RunningServer, startServer } from "../../server/test/support/running-server.ts";
import { type Ended, taskwright } from "./support/command-line.ts";

/** Models, connections and apps from the command line, against the real server. */

// Each command is a process of its own.
vi.setConfig({ testTimeout: 90_000 });

let server: RunningServer;
let shop: Server;
let address: string;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "taskwright-accounts-"));
  shop = createServer((request, response) => {
    response.statusCode = request.headers.authorization === "Bearer right" ? 200 : 401;
    response.end("{}");
  });
  await new Promise<void>((listening) => shop.listen(0, "127.0.0.1", listening));
  address = `http://127.0.0.1:${(shop.address() as AddressInfo).port}`;
  server = await startServer({ env: { HTTP_ALLOW: "127.0.0.1" } });
}, 60_000);
afterAll(async () => {
  await server?.stop();
  shop.close();
  await rm(folder, { recursive: true });
});

/** Where standard input is what a person would send from a file. */
async function ask(args: string[], input?: string, environment: Record<string, string> = {}): Promise<Ended> {
  const known = { TASKWRIGHT_URL: server.address, TASKWRIGHT_KEY: server.key, ...environment };
  return await taskwright(args, known, input).ended;
}
/** The same for programs. */
async function json(args: string[], input?: string) {
  const { code, stdout, stderr } = await ask([...args, "--json"], input);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return JSON.parse(stdout);
}

test("an app comes from a document, is confirmed, refreshed with a newer one, and removed", async () => {
  const path = join(folder, "shop.json");
  const write = async (summary: string) =>
    await writeFile(
      path,
      JSON.stringify({
        openapi: "3.1.0",
        info: { title: "Shop" },
        servers: [{ url: address }],
        paths: { "/goods": { get: { operationId: "goods", summary }, post: { operationId: "order" } } },
      }),
    );
  await write("List what there is");
  expect(await json(["apps", "import", "--openapi", path])).toMatchObject({ name: "shop", tools: 2, confirmed: 0 });
  expect((await ask(["apps", "confirm", "shop", "--only", "read"])).stdout).toBe("shop: 1 of 2 tools are confirmed.\n");
  const shown = await ask(["apps", "show", "shop"]);
  expect(shown.stdout).toMatch(/^shop\.goods +read +yes +List what there is$/m);
  expect(shown.stdout).toMatch(/^shop\.order +external +no /m);
  expect(shown.stderr).toContain("1 cannot be called yet");
  expect(await json(["apps", "confirm", "shop", "shop.order", "--effect", "write"])).toMatchObject({ confirmed: 2 });
  await write("List everything");
  expect((await ask(["apps", "refresh", "shop", "--openapi", path])).stdout).toBe(
    "shop has 2 tools, 1 of them to be confirmed.\n",
  );
  expect(await json(["apps", "list"])).toMatchObject({ items: [{ name: "shop", confirmed: 1 }] });
  expect((await ask(["apps", "remove", "shop"])).stdout).toBe("shop is gone.\n");
  expect((await ask(["apps", "show", "shop"])).stderr).toContain('There is no imported app "shop".');
});

test("a connection is added from standard input, tested and removed; its secret is never shown", async () => {
  const shopkey = { name: "Shop", app: "http", method: "bearer", owner: "workspace", fields: { token: "wrong" } };
  const settings = { hosts: [new URL(address).host], testUrl: address };
  const added = await ask(["connections", "add"], JSON.stringify({ ...shopkey, settings }));
  expect(added).toEqual({ code: 0, stdout: "Shop is kept.\n", stderr: "" });
  expect(await ask(["connections", "test", "Shop"])).toMatchObject({
    code: 1,
    stdout: expect.stringMatching(/^not good/),
  });
  const right = { ...shopkey, name: "Better", fields: { token: "right" }, settings };
  const made = await json(["connections", "add"], JSON.stringify(right));
  expect(JSON.stringify(made)).not.toContain('"right"');
  expect(await json(["connections", "test", "Better"])).toMatchObject({ ok: true });
  expect((await ask(["connections", "list"])).stdout).toMatch(/^Better +http +bearer +ready +the workspace$/m);
  expect(await json(["connections", "remove", "Better"])).toEqual({ removed: made.id });
  expect((await ask(["connections", "test", "Better"])).stderr).toContain('There is no connection "Better".');
});

test("what is no connection is refused without a word of it", async () => {
  const { code, stderr } = await ask(["connections", "add"], "token: planted-secret");
  expect({ code, stderr }).toMatchObject({ code: 3, stderr: expect.stringContaining("holds no JSON") });
  expect(stderr).not.toContain("planted-secret");
});

test("a model is added and changed; its key comes from standard input or the environment, never as an argument", async () => {
  const added = ["models", "add", "fast", "--provider", "openai", "--model", "gpt-5-mini"];
  expect(await json(added, "sk-first\n")).toMatchObject({ hasKey: true, maxConcurrent: null });
  const changed = await json(["models", "set", "fast", "--new-key", "--limit", "3", "--model", "gpt-5"], "sk-second\n");
  expect(changed).toMatchObject({ modelName: "gpt-5", maxConcurrent: 3, hasKey: true, version: 2 });
  const again = await ask(["models", "set", "fast", "--new-key"], "", { TASKWRIGHT_MODEL_KEY: "sk-third" });
  expect(again).toMatchObject({ code: 0, stdout: expect.stringContaining("Changed fast.") });
  expect(await json(["models", "set", "fast", "--limit", "none"])).toMatchObject({ maxConcurrent: null, version: 4 });
});

test.each([
  ["nothing to change", ["models", "set", "fast"], "Nothing to change."],
  ["a new key that is not given", ["models", "set", "fast", "--new-key"], "There is no key."],
  ["a key as an argument", ["models", "set", "fast", "--new-key", "sk-planted"], "one word too many"],
  ["an app from nowhere", ["apps", "import"], "What is to be brought?"],
  ["an effect that is none", ["apps", "confirm", "x", "--effect", "maybe"], "--effect is one of read, write, external"],
])("%s is wrong usage", async (_, args, words) => {
  const { code, stdout, stderr } = await ask(args);
  expect({ code, stdout }).toEqual({ code: 3, stdout: "" });
  expect(stderr).toContain(words);
});

test("a new key seals everything, and what was sealed before it opens as before", async () => {
  const settings = { hosts: [new URL(address).host], testUrl: address };
  const kept = {
    name: "Kept",
    app: "http",
    method: "bearer",
    owner: "workspace",
    fields: { token: "right" },
    settings,
  };
  await json(["connections", "add"], JSON.stringify(kept));
  const keyOf = (stdout: string) => /secrets are sealed with ([0-9a-f]{8})/.exec(stdout)![1];
  const before = keyOf((await ask(["doctor"])).stdout);
  const done = await json(["secrets", "rotate", "--new-key"]);
  expect(done).toMatchObject({ key: expect.stringMatching(/^[0-9a-f]{8}$/), kept: 0 });
  expect(done.key).not.toBe(before);
  // Two connections and the key of a model.
  expect(done.resealed).toBeGreaterThanOrEqual(3);
  expect(await json(["connections", "test", "Kept"])).toMatchObject({ ok: true });
  expect((await ask(["secrets", "rotate"])).stdout).toBe(
    `Key ${done.key} seals everything: 0 sealed anew, ${done.resealed} were already.\n`,
  );
  await json(["connections", "remove", "Kept"]);
});

test("the doctor tells of them, and what to do", async () => {
  const { stdout } = await ask(["doctor"]);
  expect(stdout).toMatch(/^ok {4}models {4}fast \(openai, gpt-5\) never tested$/m);
  expect(stdout).toMatch(
    /^warn {2}accounts {2}Shop \(http\): \S+ did not accept it \(401 Unauthorized\)\.\n +\S.*renews it on the page/m,
  );
  expect(stdout).toMatch(/^ok {4}key {7}secrets are sealed with [0-9a-f]{8}, from secret.key in the data folder$/m);
});
