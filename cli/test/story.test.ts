import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { endAll, KEYS, taskwright, taskwrightOnTerminal } from "./support/command-line.ts";

/**
 * The story of a new user, with nothing faked: no server runs, the command starts one with its own
 * database, runs the example on a pseudo-terminal, asks, prints, and stops it again.
 */
const PROJECT = join(import.meta.dirname, "../..");
const FIRST_START_MS = 90_000;

let folder: string;
let environment: Record<string, string>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "taskwright-story-"));
  environment = { DATA_DIR: join(folder, "data"), PORT: String(await freePort()) };
});
afterEach(endAll);
afterAll(() => rm(folder, { recursive: true, force: true }));

test("the example runs to its end in a terminal, questions and all", { timeout: FIRST_START_MS }, async () => {
  const example = join(PROJECT, "examples/customer-cleanup.yaml");
  const data = join(PROJECT, "examples/data/customers.csv");
  const terminal = taskwrightOnTerminal(["run", example, "--input", `file=@${data}`], environment);
  await terminal.until("Started a server at");
  await terminal.until("rows have faults. What shall become of them?");
  await terminal.until("Set them aside in a file of their own");
  terminal.type(KEYS.enter);
  await terminal.until("✓ complete");
  await terminal.until("customers-clean.csv");
  await terminal.until("The server started for this run is stopped.");
  expect((await terminal.ended).code).toBe(0);
});

test("a definition that fails ends with 1, one that is rejected with 2", { timeout: FIRST_START_MS }, async () => {
  const failing = await definition("Failing", "steps:\n  - set: \"{{ $error('no luck today') }}\"\n");
  const failed = await taskwright(["run", failing, "--json"], environment).ended;
  expect(failed.code).toBe(1);
  expect(JSON.parse(failed.stdout)).toMatchObject({
    status: "error",
    error: { message: expect.stringContaining("no luck today") },
  });

  const asking = await definition("Asking", 'steps:\n  - ask: approval\n    title: "Go on?"\n    to: ["role:owner"]\n');
  const terminal = taskwrightOnTerminal(["run", asking], environment);
  await terminal.until("Leave it to somebody else");
  terminal.type(KEYS.down + KEYS.down + KEYS.enter);
  await terminal.until("Why?");
  terminal.type(`not today${KEYS.enter}`);
  await terminal.until("cancelled");
  expect((await terminal.ended).code).toBe(2);
});

test("left with Ctrl-C, the task waits in the database for the next server", { timeout: FIRST_START_MS }, async () => {
  const asking = await definition(
    "Patient",
    'steps:\n  - ask: approval\n    title: "Later?"\n    to: ["role:owner"]\n',
  );
  const terminal = taskwrightOnTerminal(["run", asking], environment);
  await terminal.until("Leave it to somebody else");
  terminal.type(KEYS.ctrlC);
  await terminal.until("Go on watching");
  terminal.type(KEYS.down + KEYS.enter);
  expect((await terminal.ended).code).toBe(130);
  const id = /tasks watch (\d+)/.exec(terminal.shown)![1]!;

  const again = taskwrightOnTerminal(["serve"], environment);
  await again.until("is ready at");
  const url = `http://127.0.0.1:${environment["PORT"]}`;
  const listed = await taskwright(["inbox", "list", "--task", id, "--json", "--url", url], environment).ended;
  const [request] = JSON.parse(listed.stdout).items as { id: number; title: string }[];
  expect(request!.title).toBe("Later?");
  expect((await taskwright(["inbox", "approve", String(request!.id)], environment).ended).code).toBe(0);
  expect((await taskwright(["tasks", "watch", id], environment).ended).code).toBe(0);
  again.type(KEYS.ctrlC);
  expect((await again.ended).code).toBe(0);
});

test("the database is migrated once, and a second time there is nothing to do", async () => {
  const { code, stdout } = await taskwright(["migrate", "--json"], environment).ended;
  expect({ code, applied: JSON.parse(stdout) }).toEqual({ code: 0, applied: { applied: [] } });
});

test("its own key is kept where only its owner can read it", async () => {
  const { mode } = await stat(join(environment["DATA_DIR"]!, "owner.key"));
  expect(mode & 0o777).toBe(0o600);
});

async function definition(name: string, rest: string): Promise<string> {
  const path = join(folder, `${name}.yaml`);
  await writeFile(path, `name: ${name}\n${rest}`);
  return path;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
