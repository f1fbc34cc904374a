import { afterEach, beforeEach, expect, test } from "vitest";
import { endAll, KEYS, taskwrightOnTerminal } from "./support/command-line.ts";
import { FakeServer, problem } from "./support/fake-server.ts";

let server: FakeServer;

beforeEach(async () => {
  server = await new FakeServer().start();
});
afterEach(endAll);
afterEach(() => server.stop());

const run = () => taskwrightOnTerminal(["run", "Orders", "-i", "limit=5"], { TASKWRIGHT_URL: server.url });

test("a live line shows the progress, and the result stands under it", async () => {
  const terminal = run();
  await terminal.until("██████░░░░░░░░░░░░░░░░░░  25%");
  await terminal.until("Read the orders");
  server.change({ progress: { step: "book", title: "Book them", percent: 75 } });
  await terminal.until("75%");
  server.change({ status: "complete", outputs: { total: 7 } });
  await terminal.until("✓ complete");
  const { code, stdout } = await terminal.ended;
  expect(code).toBe(0);
  // the cursor that the live line hid is back
  expect(stdout.lastIndexOf("\u001B[?25h")).toBeGreaterThan(stdout.lastIndexOf("\u001B[?25l"));
});

test("an approval is asked for and sent", async () => {
  const terminal = run();
  await terminal.until("25%");
  server.ask({});
  await terminal.until("total  1250");
  await terminal.until("Approve with a comment");
  terminal.type(KEYS.enter);
  expect((await server.until("POST", "/interactions/12/response")).body).toEqual({ outcome: "approve" });
  server.change({ status: "complete", reason: null, openInteractionIds: [] });
  expect((await terminal.ended).code).toBe(0);
});

test("a rejection takes the reason along", async () => {
  const terminal = run();
  await terminal.until("25%");
  server.ask({});
  await terminal.until("Leave it to somebody else");
  terminal.type(KEYS.down + KEYS.down + KEYS.enter);
  await terminal.until("Why?");
  terminal.type(`wrong total${KEYS.enter}`);
  expect((await server.until("POST", "/interactions/12/response")).body).toEqual({
    outcome: "reject",
    comment: "wrong total",
  });
  server.change({ status: "cancelled", openInteractionIds: [] });
  expect((await terminal.ended).code).toBe(2);
});

test("a question is asked field by field", async () => {
  const form = {
    type: "object",
    properties: { rows: { type: "integer" }, country: { enum: ["DE", "FR"] } },
    required: ["rows", "country"],
  };
  const terminal = run();
  await terminal.until("25%");
  server.ask({ kind: "assistance", title: "What is missing?", form });
  await terminal.until("Rows");
  terminal.type(`many${KEYS.enter}`);
  await terminal.until("Rows is a whole number");
  terminal.type(`${"\u007F".repeat(4)}3${KEYS.enter}`);
  await terminal.until("Country");
  terminal.type(KEYS.down + KEYS.enter);
  expect((await server.until("POST", "/interactions/12/response")).body).toEqual({
    outcome: "answer",
    answer: { rows: 3, country: "FR" },
  });
  server.change({ status: "complete", openInteractionIds: [] });
  expect((await terminal.ended).code).toBe(0);
});

test("when somebody else decides meanwhile it says who, and goes on", async () => {
  const terminal = run();
  await terminal.until("25%");
  server.ask({});
  await terminal.until("Leave it to somebody else");
  server.interaction = {
    ...server.interaction!,
    status: "decided",
    decidedBy: { type: "user", id: 2, name: "Ilja" },
    decision: { outcome: "approve", comment: "seen", answer: null },
  };
  server.change({ status: "running", reason: null, openInteractionIds: [] });
  await terminal.until("Ilja approved: Pay 1250 to Nordwind? (seen)");
  server.change({ status: "complete" });
  expect((await terminal.ended).code).toBe(0);
  expect(server.received.map((each) => each.path)).not.toContain("/interactions/12/response");
});

test("when somebody else was faster by a moment it says who", async () => {
  const terminal = run();
  await terminal.until("25%");
  server.ask({});
  await terminal.until("Leave it to somebody else");
  server.handlers["POST /interactions/12/response"] = () => {
    server.interaction = {
      ...server.interaction!,
      status: "decided",
      decidedBy: { type: "user", id: 2, name: "Ilja" },
      decision: { outcome: "reject", comment: null, answer: null },
    };
    return { status: 409, body: problem(409, "already_decided", "Ilja rejected this at 12:00.") };
  };
  terminal.type(KEYS.enter);
  await terminal.until("Ilja rejected: Pay 1250 to Nordwind?");
  server.change({ status: "cancelled", openInteractionIds: [] });
  expect((await terminal.ended).code).toBe(2);
});

test("a request for others is shown and not asked", async () => {
  const terminal = run();
  await terminal.until("25%");
  server.ask({ mine: false });
  await terminal.until("Request 12 for role:approver");
  server.change({ status: "complete", openInteractionIds: [] });
  expect((await terminal.ended).code).toBe(0);
});

test.each([
  ["cancels the task", KEYS.enter, 2, true],
  ["leaves it", KEYS.down + KEYS.enter, 130, false],
  ["at a second Ctrl-C leaves it", KEYS.ctrlC, 130, false],
])("Ctrl-C asks, and %s", async (_, keys, code, cancelled) => {
  const terminal = run();
  await terminal.until("Read the orders");
  terminal.type(KEYS.ctrlC);
  await terminal.until("Go on watching");
  terminal.type(keys);
  expect((await terminal.ended).code).toBe(code);
  expect(server.received.some((each) => each.path === "/tasks/812/cancellation")).toBe(cancelled);
});

test("Ctrl-C in a question asks too, and the question comes again for who stays", async () => {
  const terminal = run();
  await terminal.until("25%");
  server.ask({});
  await terminal.until("Leave it to somebody else");
  terminal.type(KEYS.ctrlC);
  await terminal.until("Go on watching");
  terminal.type(KEYS.down + KEYS.down + KEYS.enter);
  await terminal.until("Leave it to somebody else");
  terminal.type(KEYS.enter);
  await server.until("POST", "/interactions/12/response");
  server.change({ status: "complete", openInteractionIds: [] });
  expect((await terminal.ended).code).toBe(0);
});

test("a task that ends under an open question takes the question away", async () => {
  const terminal = run();
  await terminal.until("25%");
  server.ask({});
  await terminal.until("Leave it to somebody else");
  server.interaction = { ...server.interaction!, status: "withdrawn" };
  server.change({ status: "error", error: { code: "timeout", message: "It took too long." }, openInteractionIds: [] });
  await terminal.until("It took too long.");
  expect((await terminal.ended).code).toBe(1);
});

test("an input that is missing is asked for", async () => {
  const terminal = taskwrightOnTerminal(["run", "Orders", "--no-wait"], { TASKWRIGHT_URL: server.url });
  await terminal.until("Limit");
  terminal.type(`7.5${KEYS.enter}`);
  expect((await terminal.ended).code).toBe(0);
  expect((await server.until("POST", "/tasks")).body).toEqual({ definition: "Orders", inputs: { limit: 7.5 } });
});
