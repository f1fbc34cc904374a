import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { taskwright } from "./support/command-line.ts";
import { DEFINITION, FakeServer, problem } from "./support/fake-server.ts";

let server: FakeServer;
let folder: string;

beforeAll(async () => {
  server = await new FakeServer().start();
  folder = await mkdtemp(join(tmpdir(), "taskwright-commands-"));
});
afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true });
});
beforeEach(() => {
  server.handlers = {};
  server.received = [];
  server.task = new FakeServer().task;
  server.interaction = undefined;
});

const ask = (...args: string[]) => taskwright(args, { TASKWRIGHT_URL: server.url, TASKWRIGHT_KEY: "key" }).ended;

describe("help", () => {
  test("the overview is on standard output and ends with 0", async () => {
    const { code, stdout, stderr } = await ask();
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    for (const name of [
      "run",
      "tasks",
      "inbox",
      "definitions",
      "files",
      "agents",
      "models",
      "profile",
      "serve",
      "worker",
      "migrate",
      "doctor",
    ]) {
      expect(stdout).toMatch(new RegExp(`^  ${name} `, "m"));
    }
  });

  test.each(["run", "tasks list", "profile set"])("%s shows its flags and examples", async (command) => {
    const { code, stdout } = await ask(...command.split(" "), "--help");
    expect(code).toBe(0);
    expect(stdout).toContain(`taskwright ${command}`);
    expect(stdout).toContain("Examples");
  });
});

describe("tasks skip", () => {
  beforeEach(() => {
    server.handlers["POST /tasks/812/skip"] = () => ({
      body: { task: server.task, effect: "now", message: "Skipped. The task goes on behind it." },
    });
  });
  const sent = () => server.received.find(({ path }) => path === "/tasks/812/skip")?.body;

  test("goes on without the step that failed, with what was given in its place", async () => {
    server.task.status = "error";
    server.task.error = { code: "told_to", message: "It said no.", retryable: false, stepPath: "orders[3].book" };
    const { code, stdout } = await ask("tasks", "skip", "812", "--output", '{"rate": 1.1}', "--reason", "by hand");
    expect({ code, stdout }).toEqual({ code: 0, stdout: "Skipped. The task goes on behind it.\n" });
    expect(sent()).toEqual({ path: "orders[3].book", output: { rate: 1.1 }, reason: "by hand" });
  });

  test("takes the step that is named, and says in JSON what came of it", async () => {
    const { code, stdout } = await ask("tasks", "skip", "812", "--step", "ask", "--json");
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ effect: "now" });
    expect(sent()).toEqual({ path: "ask" });
  });

  test.each([
    ["a task that stands nowhere needs a step", [], "Say which step: --step <path>."],
    ["an output that is no JSON is refused here", ["--step", "ask", "--output", "{rate}"], "JSON"],
  ])("%s", async (_, flags, words) => {
    server.task.error = null;
    server.task.reason = null;
    const { code, stdout, stderr } = await ask("tasks", "skip", "812", ...flags);
    expect({ code, stdout }).toEqual({ code: 3, stdout: "" });
    expect(stderr).toContain(words);
    expect(sent()).toBeUndefined();
  });
});

describe("wrong usage ends with 3, on standard error alone", () => {
  test.each([
    [["taks"], 'There is no command "taks".\nDid you mean "tasks"?'],
    [["tasks", "lst"], 'The command "tasks" has no "lst".\nDid you mean "list"?'],
    [["tasks"], '"taskwright tasks" needs a command.'],
    [["tasks", "show"], "<task> is missing."],
    [["tasks", "show", "abc"], "A task is named by its number"],
    [["tasks", "list", "--staus", "x"], "There is no flag --staus here.\nDid you mean --status?"],
    [["run", "Ordres"], 'There is no definition "Ordres".\nDid you mean "Orders"?'],
    [["run", "Orders"], '"Orders" needs limit.\nGive it with:\n  --input limit=1.5'],
    [["run", "Orders", "-i", "limit=x"], 'limit is a number such as 1000 or 0.5, not "x".'],
    [["run", "missing.yaml"], "missing.yaml does not exist."],
    [["inbox", "answer", "12", "--set", "a=1", "--answer", "{}"], "two ways to say the same"],
    [["agents", "set", "clerk"], "Nothing to change."],
    [["worker"], "needs the database that the server uses"],
    [["tasks", "list", "--url", "nowhere"], '"nowhere" is no address of a server.'],
  ])("%j", async (args, said) => {
    const { code, stdout, stderr } = await ask(...args);
    expect({ code, stdout }).toEqual({ code: 3, stdout: "" });
    expect(stderr).toContain(said);
  });
});

describe("what the server says", () => {
  test.each([
    [401, "unauthenticated", 4, "Give an API key with --key or TASKWRIGHT_KEY"],
    [403, "forbidden", 1, "Use a key with a role that may do this"],
    [404, "not_found", 1, "The words of the server."],
    [503, "unavailable", 4, "Try again in a moment"],
  ])("%d %s is told in the server's words, with exit code %d", async (status, code, exit, hint) => {
    server.handlers["GET /tasks/812"] = () => ({ status, body: problem(status, code, "The words of the server.") });
    const ended = await ask("tasks", "show", "812");
    expect(ended.code).toBe(exit);
    expect(ended.stderr).toContain("The words of the server.");
    expect(ended.stderr).toContain(hint);
  });

  test("no server at all ends with 4 and says how to start one", async () => {
    const { code, stderr } = await taskwright(["tasks", "list", "--url", "http://127.0.0.1:1"]).ended;
    expect(code).toBe(4);
    expect(stderr).toContain("No server answers at http://127.0.0.1:1.\nStart it with npm start");
  });

  test("no database ends with 4, without a word of the program's insides", async () => {
    const { code, stderr } = await taskwright(["migrate", "--database", "postgres://x:y@127.0.0.1:1/z"]).ended;
    expect(code).toBe(4);
    expect(stderr).toMatch(
      /^error The database does not answer \(connect ECONNREFUSED 127\.0\.0\.1:1\)\.\nIs it running/,
    );
  });

  test("the key travels with every request", async () => {
    await ask("tasks", "show", "812", "--key", "from-flag");
    expect(new Set(server.received.map((each) => each.headers.authorization))).toEqual(new Set(["Bearer from-flag"]));
  });
});

describe("run", () => {
  test.each([
    ["complete", 0],
    ["error", 1],
    ["cancelled", 2],
  ] as const)("a task that ends in %s gives exit code %d", async (status, code) => {
    const running = taskwright(["run", "Orders", "-i", "limit=5"], { TASKWRIGHT_URL: server.url });
    await server.until("GET", "/events");
    server.change({ status, outputs: status === "complete" ? { total: 7 } : null });
    const ended = await running.ended;
    expect(ended.code).toBe(code);
    expect(ended.stdout).toContain(`${status}  #812 Orders of May`);
    expect((await server.until("POST", "/tasks")).body).toEqual({ definition: "Orders", inputs: { limit: 5 } });
  });

  test("with --json standard output is the task and nothing else", async () => {
    server.task = { ...server.task, status: "complete", outputs: { total: 7 } };
    const { code, stdout, stderr } = await ask("run", "Orders", "-i", "limit=5", "--json");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(JSON.parse(stdout)).toMatchObject({ id: 812, status: "complete", outputs: { total: 7 } });
  });

  test("with --no-wait it ends as soon as the task is there", async () => {
    const { code, stdout } = await ask(
      "run",
      "Orders",
      "-i",
      "limit=5",
      "--no-wait",
      "--priority",
      "-3",
      "--title",
      "May",
      "--agent",
      "clerk",
    );
    expect(code).toBe(0);
    expect(stdout).toContain("taskwright tasks watch 812");
    expect((await server.until("POST", "/tasks")).body).toMatchObject({ priority: -3, title: "May", agent: "clerk" });
  });

  test("without a terminal it tells in lines what is new, and how to decide", async () => {
    const running = taskwright(["run", "Orders", "-i", "limit=5"], { TASKWRIGHT_URL: server.url });
    await running.until("#812   25%  running  Read the orders");
    server.ask({});
    await running.until("#812   25%  waiting  waiting for an approver");
    await running.until("Request 12 for role:approver: Pay 1250 to Nordwind?  (taskwright inbox approve 12)");
    server.change({ status: "complete" });
    expect((await running.ended).code).toBe(0);
  });

  test("it lives through a restart of the server", async () => {
    const running = taskwright(["run", "Orders", "-i", "limit=5"], { TASKWRIGHT_URL: server.url });
    await running.until("running  Read the orders");
    await server.until("GET", "/events");
    await server.stop();
    await running.until("The server does not answer; trying again.");
    server.task = { ...server.task, status: "complete" };
    await server.start();
    await running.until("The server answers again.");
    expect((await running.ended).code).toBe(0);
  });

  test("Ctrl-C without a terminal leaves the task to itself", async () => {
    const running = taskwright(["run", "Orders", "-i", "limit=5"], { TASKWRIGHT_URL: server.url });
    await running.until("running  Read the orders");
    running.child.kill("SIGINT");
    const { code, stderr } = await running.ended;
    expect(code).toBe(130);
    expect(stderr).toContain("Task 812 goes on without you. Come back with: taskwright tasks watch 812");
    expect(server.received.map((each) => each.path)).not.toContain("/tasks/812/cancellation");
  });

  test("a verb for several tasks says of each what came of it, and has failed if one was refused", async () => {
    const change = { effect: "now", message: "Cancelled.", sentence: { code: "change.cancelled", parts: {} } };
    const problem = { status: 409, code: "conflict", detail: "Task #813 is complete already." };
    server.handlers["POST /tasks/control"] = ({ body }) => {
      const { ids } = body as { ids: number[] };
      const results = ids.map((id) => (id === 813 ? { id, change: null, problem } : { id, change, problem: null }));
      const refused = results.filter((result) => result.problem).length;
      return { body: { done: ids.length - refused, refused, results } };
    };
    const partly = await ask("tasks", "cancel", "812", "#813", "814", "--reason", "wrong file");
    expect(partly).toMatchObject({ code: 1, stderr: expect.stringContaining("2 done, 1 refused.") });
    expect(partly.stdout).toContain("#812  Cancelled.\n#813  Task #813 is complete already.\n#814  Cancelled.\n");
    expect(server.received.at(-1)!.body).toEqual({ verb: "cancel", ids: [812, 813, 814], reason: "wrong file" });
    expect(server.received.at(-1)!.headers["idempotency-key"]).toMatch(/^[0-9a-f]{32}$/);
    expect((await ask("tasks", "cancel", "812", "814")).code).toBe(0);
    expect((await ask("tasks", "cancel", "812", "abc")).code).toBe(3);
  });

  test("a file is checked first, and one with errors is not pushed", async () => {
    const file = join(folder, "orders.yaml");
    await writeFile(file, "name: Orders\nsteps:\n  - use: csv.reed\n");
    const issue = {
      severity: "error",
      message: 'There is no tool "csv.reed".',
      path: "steps[0].use",
      line: 3,
      column: 10,
      endLine: 3,
      endColumn: 18,
    };
    server.handlers["POST /definitions/check"] = () => ({
      body: { ok: false, issues: [issue], effective: null, inputsSchema: null },
    });
    const { code, stderr } = await ask("run", file);
    expect(code).toBe(1);
    expect(stderr).toContain(`${file}:3:10 error: There is no tool "csv.reed".`);
    expect(stderr).toContain("    |          ^^^^^^^^");
    expect(server.received.map((each) => `${each.method} ${each.path}`)).not.toContain("POST /definitions");
  });

  test("an unchanged file makes no new version", async () => {
    const file = join(folder, "same.yaml");
    await writeFile(file, DEFINITION.source);
    server.handlers["POST /definitions/check"] = () => ({
      body: { ok: true, issues: [], effective: {}, inputsSchema: {} },
    });
    const { code } = await ask("run", file, "-i", "limit=1", "--no-wait");
    expect(code).toBe(0);
    expect(server.received.map((each) => `${each.method} ${each.path}`)).not.toContain("POST /definitions");
  });
});

describe("other commands", () => {
  test("approving sends the decision with its comment", async () => {
    server.ask({});
    const { code, stdout } = await ask("inbox", "approve", "12", "-m", "fine");
    expect({ code, stdout }).toEqual({ code: 0, stdout: "Dana approved: Pay 1250 to Nordwind? (fine)\n" });
    expect((await server.until("POST", "/interactions/12/response")).body).toEqual({
      outcome: "approve",
      comment: "fine",
    });
  });

  test("an answer is read by the question's form", async () => {
    server.ask({
      kind: "assistance",
      form: { type: "object", properties: { rows: { type: "integer" }, sure: { type: "boolean" } } },
    });
    expect((await ask("inbox", "answer", "12", "-s", "rows=3", "-s", "sure=true")).code).toBe(0);
    expect((await server.until("POST", "/interactions/12/response")).body).toEqual({
      outcome: "answer",
      answer: { rows: 3, sure: true },
    });
  });

  test("a file is fetched whole or not at all, and replaces nothing unasked", async () => {
    const target = join(folder, "kept.txt");
    await writeFile(target, "mine");
    server.handlers["GET /files/31"] = () => ({ body: { id: 31, path: null, name: "x.txt", bytes: 7 } });
    server.handlers["GET /files/31/content"] = () => ({ body: "theirs" });
    expect((await ask("files", "get", "31", "--to", target)).code).toBe(3);
    expect(await readFile(target, "utf8")).toBe("mine");
    expect((await ask("files", "get", "31", "--to", target, "--force")).code).toBe(0);
    expect(await readFile(target, "utf8")).toBe('"theirs"');
    expect((await ask("files", "get", "31", "--to", "-")).stdout).toBe('"theirs"');
  });

  test("the doctor ends with 1 when something is wrong, and says what to do", async () => {
    const { code, stdout } = await taskwright(["doctor", "--url", "http://127.0.0.1:1"]).ended;
    expect(code).toBe(1);
    expect(stdout).toMatch(/^fail {2}server {4}no answer at http:\/\/127\.0\.0\.1:1\n +Start it: npm start/m);
  });

  test("a stored profile is used, and its key is never shown", async () => {
    const config = { XDG_CONFIG_HOME: join(folder, "config") };
    const set = await taskwright(["profile", "set", "work", "--url", server.url, "--key", "profile-key"], config).ended;
    expect(set.code).toBe(0);
    expect((await taskwright(["tasks", "show", "812", "--profile", "work"], config).ended).code).toBe(0);
    expect(server.received.at(-1)!.headers.authorization).toBe("Bearer profile-key");
    const listed = await taskwright(["profile", "list", "--json"], config).ended;
    expect(JSON.parse(listed.stdout)).toEqual([{ name: "work", url: server.url, hasKey: true }]);
  });
});
