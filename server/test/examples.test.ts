import { createServer, type Server } from "node:http";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createCatalog, type OpenCatalog } from "../src/apps/catalog.ts";
import { listEmails } from "../src/apps/emails.ts";
import { checkDefinition } from "../src/definitions/check.ts";
import { effectiveDefinition } from "../src/definitions/inherit.ts";
import { parseDefinition } from "../src/definitions/language.ts";
import { publishDefinition } from "../src/definitions/publish.ts";
import { FileStore } from "../src/files/store.ts";
import { type TestDesk, testDesk, type TestEngine, testEngine } from "./support/engine.ts";

const examples = join(import.meta.dirname, "../../examples");
const published = join(examples, "../../shared/data");
const names = readdirSync(examples)
  .filter((name) => name.endsWith(".yaml"))
  // "Order sync" starts "Order", and is published behind it
  .sort((a, b) => a.length - b.length);
const texts = new Map(names.map((name) => [name, readFileSync(join(examples, name), "utf8")]));

let engine: TestEngine;
let catalog: OpenCatalog;
let files: FileStore;
let folder: string;
let desk: TestDesk;

beforeAll(async () => {
  engine = await testEngine();
  folder = await mkdtemp(join(tmpdir(), "taskwright-files-"));
  files = await FileStore.open({ dataDir: folder });
  const config = { httpAllow: ["127.0.0.1"], smtpUrl: undefined, mailFrom: "tasks@example.org" };
  catalog = createCatalog({ database: engine.database, files, config });
  for (const tool of catalog.values()) engine.tools.set(tool.name, tool);
});
afterAll(async () => {
  await engine.stop();
  await catalog.close();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  desk = await testDesk(engine);
  for (const text of texts.values()) await publishDefinition(engine.database.db, desk.actor, text, catalog);
});

async function put(path: string): Promise<{ file: number; name: string }> {
  const { workspaceId, actor } = desk;
  const name = basename(path);
  const row = await files.write(engine.database.db, { workspaceId, actor, name, content: readFileSync(path) });
  return { file: row.id, name };
}

async function read(key: { path: string } | { id: number }): Promise<string> {
  const file = await files.read(engine.database.db, desk.workspaceId, key);
  return (await file.bytes(10_000_000)).toString("utf8");
}

async function outputs(task: number): Promise<Record<string, unknown>> {
  await expect
    .poll(async () => (await desk.task(task)).status, { timeout: 10_000, interval: 10 })
    .toMatch(/complete|error|cancelled/);
  const { error, status, outputs } = await desk.task(task);
  expect({ status, error }).toEqual({ status: "complete", error: null });
  return outputs;
}

describe("every example is a definition without faults", () => {
  it.each(names)("%s", (name) => {
    const parsed = parseDefinition(texts.get(name)!);
    const documents = [...texts.values()].map((text) => parseDefinition(text).document!);
    const issues = checkDefinition(parsed, effectiveDefinition([parsed.document!]), {
      tools: catalog,
      definitions: new Map(documents.map((document) => [document.name, document.inputs ?? {}])),
      agents: new Set(documents.flatMap(({ agent }) => agent ?? [])),
    });
    expect([...parsed.issues, ...issues]).toEqual([]);
  });
});

describe("Supplier invoice", () => {
  const start = async (path: string, more = {}) =>
    await desk.start("Supplier invoice", { invoice: await put(path), ...more });

  it("asks above the limit, and books and confirms what is approved", async () => {
    const id = await start(join(examples, "data/invoice-4711.xml"));
    await desk.reaches(id, "waiting");
    const [question] = await desk.open(id);
    expect(question).toMatchObject({
      kind: "approval",
      subject: {
        Supplier: "Linden Office Supply",
        Lines: "3,502.60 (stated: 3,502.60)",
        VAT: "665.42",
        Payable: "4,136.52 EUR",
      },
    });
    await desk.respond(question!.id, { outcome: "approve" });
    expect(await outputs(id)).toMatchObject({
      supplier: "Linden Office Supply",
      invoice: "4711",
      total: 4136.52,
      booked: 1,
      mail: "held",
    });
    expect(await read({ path: "ledger.csv" })).toMatch(
      /^booked,supplier,invoice,due,net,vat,total,currency,approved_by\n[^,]+,Linden Office Supply,4711,2026-11-29,3471.1,665.42,4136.52,EUR,Olga Owner\n$/,
    );
    const { items } = await listEmails(engine.database.db, desk.workspaceId, { limit: 10 });
    expect(items).toMatchObject([
      {
        to: ["billing@linden-office.example"],
        subject: "Your invoice 4711 is booked",
        text: expect.stringContaining("4,136.52 EUR"),
      },
    ]);
  });

  it("books nothing when it is rejected", async () => {
    const id = await start(join(examples, "data/invoice-4711.xml"));
    await desk.reaches(id, "waiting");
    await desk.respond((await desk.open(id))[0]!.id, { outcome: "reject", comment: "ordered twice" });
    await desk.reaches(id, "cancelled");
    expect(await files.find(engine.database.db, desk.workspaceId, { path: "ledger.csv" })).toBeUndefined();
  });

  it("asks nobody below the limit", async () => {
    expect(await outputs(await start(join(examples, "data/invoice-small.xml")))).toMatchObject({
      total: 106.4,
      booked: 1,
    });
    expect(await read({ path: "ledger.csv" })).toContain(",below the limit\n");
  });

  it("asks at any sum when the lines do not add up", async () => {
    const id = await start(join(examples, "data/invoice-wrong-sum.xml"));
    await desk.reaches(id, "waiting");
    expect((await desk.open(id))[0]).toMatchObject({ subject: { Lines: "640.00 (stated: 604.00)" } });
  });

  const invoices = join(published, "invoices");
  it.skipIf(!existsSync(invoices)).each(existsSync(invoices) ? readdirSync(invoices) : [])(
    "reads the published %s",
    async (name) => {
      const id = await start(join(invoices, name), { limit: 1_000_000 });
      expect(await outputs(id)).toMatchObject({ booked: 1, total: expect.any(Number), supplier: expect.any(String) });
      expect(await desk.open(id)).toEqual([]);
    },
  );
});

describe("Customer cleanup", () => {
  it("asks what to do with faulty rows, and does it", async () => {
    const id = await desk.start("Customer cleanup", { file: await put(join(examples, "data/customers.csv")) });
    await desk.reaches(id, "waiting");
    const [question] = await desk.open(id);
    await desk.respond(question!.id, { outcome: "answer", answer: { faulty: "blank" } });
    const result = (await outputs(id)) as Record<string, number>;
    expect(result).toMatchObject({ read: 309, clean: { name: "customers-clean.csv" } });
    expect(result.kept! + result.duplicates! + result.set_aside!).toBeGreaterThan(300);
    expect(result.duplicates).toBeGreaterThan(20);
    const clean = await read({ path: "customers-clean.csv" });
    expect(clean.split("\n")[1]).toBe(
      "1001,Ingrid Costa,ingrid.costa23@example.net,+49190665529,55 Mill Lane,Berlin,10115,DE,2025-07-28,7717.07",
    );
  });

  const sites = join(published, "sites-messy.csv");
  it.skipIf(!existsSync(sites))("cleans another table by other rules", async () => {
    const inputs = {
      rules: { "Site name": "title", Phone: "phone" },
      required: ["Site name"],
      unique: ["Site name", "Address", "Phone"],
      to: "sites.csv",
    };
    const id = await desk.start("Customer cleanup", { file: await put(sites), ...inputs });
    await desk.reaches(id, "waiting");
    await desk.respond((await desk.open(id))[0]!.id, { outcome: "answer", answer: { faulty: "keep" } });
    expect(await outputs(id)).toMatchObject({ read: 3337, kept: expect.any(Number) });
  });
});

it("Order sync books every order in a task of its own, and lists what failed", async () => {
  const id = await desk.start("Order sync", { orders: await put(join(examples, "data/orders.csv")) });
  expect(await outputs(id)).toEqual({ orders: 10, failed: 1, total: 3424.61 });
  expect((await read({ path: "orders/booked.csv" })).trim().split("\n")).toHaveLength(10);
});

it("Onboarding asks two people at once, who answer in any order", async () => {
  const id = await desk.start("Onboarding", {
    name: "Mia",
    email: "mia@example.org",
    starts: "2026-12-01",
    team: "Finance",
  });
  await expect.poll(async () => (await desk.open(id)).length).toBe(2);
  const open = await desk.open(id);
  await desk.respond(open.find(({ kind }) => kind === "approval")!.id, { outcome: "reject" });
  await desk.respond(open.find(({ kind }) => kind === "assistance")!.id, {
    outcome: "answer",
    answer: { laptop: "light" },
  });
  expect(await outputs(id)).toEqual({ laptop: "light", access: "rejected", mail: "held" });
  expect(await read({ path: "people/onboarding.csv" })).toContain("Mia,Finance,2026-12-01,light,false,rejected");
});

it("Health check looks twice, and notes what stays down", async () => {
  let requests = 0;
  const server: Server = createServer((request, response) => {
    const isDown = request.url === "/down" || (request.url === "/shaky" && requests++ === 0);
    response.writeHead(isDown ? 404 : 200).end();
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const id = await desk.start("Health check", { addresses: [`${url}/up`, `${url}/shaky`, `${url}/down`], pause: 0 });
  expect(await outputs(id)).toEqual({ checked: 3, down: [`${url}/down`] });
  expect(await read({ path: "health/incidents.csv" })).toContain(`${url}/down,`);
  server.close().closeAllConnections();
});

describe("Nightly report", () => {
  it("says when there is nothing to report", async () => {
    expect(await outputs(await desk.start("Nightly report"))).toEqual({
      report: null,
      note: expect.stringContaining("no ledger.csv yet"),
    });
  });

  it("sums up the ledger, and asks before it mails outside", async () => {
    await outputs(
      await desk.start("Supplier invoice", { invoice: await put(join(examples, "data/invoice-small.xml")) }),
    );
    const id = await desk.start("Nightly report", { to: "boss@elsewhere.example" });
    await desk.reaches(id, "waiting");
    await desk.respond((await desk.open(id))[0]!.id, { outcome: "approve" });
    const { report } = (await outputs(id)) as { report: { file: number } };
    expect(await read({ id: report.file })).toContain("1 invoices, 106.40 in all");
  });
});

describe("Support triage", () => {
  const letter = { letter: "Where is my parcel?", from: "mia@customer.example" };
  const result = { topic: "delivery", urgency: "normal", answer: "We look into it." };

  it("lets a model sort the letter, and asks a person before the answer is sent", async () => {
    await desk.connectModel();
    engine.models.says([{ calls: [{ name: "finish", input: result }] }]);
    const id = await desk.start("Support triage", letter);
    await desk.reaches(id, "waiting");
    const [ask] = await desk.open(id);
    expect(ask).toMatchObject({ kind: "approval", step_path: "answer", subject: { args: { text: result.answer } } });
    await desk.respond(ask!.id, { outcome: "approve" });
    expect(await outputs(id)).toEqual({ topic: "delivery", urgency: "normal" });
    expect(await read({ path: "cases.csv" })).toContain("mia@customer.example,delivery,normal");
  });

  it("hands the agent's step to a person when there is no model", async () => {
    const id = await desk.start("Support triage", letter);
    await desk.reaches(id, "waiting");
    const [handover] = await desk.open(id);
    expect(handover).toMatchObject({ kind: "handover", step_path: "triage" });
    await desk.respond(handover!.id, { outcome: "answer", answer: result });
    await expect.poll(async () => (await desk.open(id))[0]?.kind, { timeout: 10_000 }).toBe("approval");
    await desk.respond((await desk.open(id))[0]!.id, { outcome: "approve" });
    expect(await outputs(id)).toMatchObject({ topic: "delivery" });
  });
});
