import { LLMock } from "@copilotkit/aimock";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { readDocument } from "../src/apps/openapi/document.ts";
import { operations } from "../src/apps/openapi/operations.ts";
import type { Tool } from "../src/apps/tool.ts";
import { createVault } from "../src/connections/vault.ts";
import { createLog } from "../src/log.ts";
import { createModel } from "../src/models/create.ts";
import { type OpenModels, openModels } from "../src/models/turn.ts";
import { findTools } from "../src/steps/agent/find-tools.ts";
import { modelName } from "../src/steps/agent/offer.ts";
import { type TestDesk, testDesk, type TestEngine, testEngine } from "./support/engine.ts";

/** An agent with all of GitHub: 900 operations, of which a provider takes 128. */
const require = createRequire(import.meta.url);
let engine: TestEngine;
let desk: TestDesk;
let models: OpenModels;
let mock: LLMock;
let github: Tool[];
/** the names of the tools, request by request */
const offered: string[][] = [];
const called: { tool: string; args: unknown }[] = [];

beforeAll(async () => {
  github = await toolsOfGitHub();
  mock = await LLMock.create({ port: 0, logLevel: "silent" });
  engine = await testEngine();
  desk = await testDesk(engine);
  for (const tool of github) engine.tools.set(tool.name, tool);
  const { database, signals } = engine;
  const vault = createVault(() => [Buffer.alloc(32, 1)]);
  models = openModels({ db: database.db, vault, signals, log: createLog({ level: "silent" }), httpAllow: [] });
  Object.assign(engine.models, { turn: models.turn, describe: models.describe });
  const wire = { provider: "openai", modelName: "gpt-4o", api: "chat", key: "sk-planted" } as const;
  const model = { name: "Wire", address: `${mock.url}/v1`, thisMachine: true, ...wire };
  const { id } = await createModel(database.db, desk.actor, { vault, httpAllow: [] }, model);
  await database.db.updateTable("agents").set({ model_id: id }).where("id", "=", desk.agentId).execute();
}, 60_000);
afterAll(async () => {
  await models.close();
  await engine.stop();
  await mock.stop();
});

test("a model finds the tool it was not offered, calls it with a person's leave, and is offered it ever after", async () => {
  says([
    { name: "find_tools", arguments: '{"words":"create an issue comment"}' },
    { name: "github__issues_create-comment", arguments: ARGS },
  ]);
  const id = await desk.start(await desk.define("instructions: Say thank you under number seven."));
  await desk.reaches(id, "waiting");
  const [ask] = await desk.open(id);
  expect(ask).toMatchObject({ kind: "approval", subject: { tool: "github.issues_create-comment" } });
  // What there is to find is another thing by the time it goes on.
  for (let n = 0; n < 30; n++) {
    const name = `github.issues_create-comment-issue-${n}`;
    engine.tools.set(name, { ...github[0]!, name, title: "Create an issue comment" });
  }
  await desk.respond(ask!.id, { outcome: "approve" });
  await desk.reaches(id, "complete");
  for (let n = 0; n < 30; n++) engine.tools.delete(`github.issues_create-comment-issue-${n}`);

  expect(called).toEqual([{ tool: "github.issues_create-comment", args: JSON.parse(ARGS) }]);
  const [first, second, third] = offered;
  expect(first).toContain("find_tools");
  expect(first).not.toContain("github__issues_create-comment");
  expect(first!.length).toBeLessThan(70);
  expect(second).toContain("github__issues_create-comment");
  // At the end, so that the provider finds what came before in its cache.
  expect(second!.slice(0, first!.length)).toEqual(first);
  expect(third!.slice(first!.length)).toEqual(second!.slice(first!.length));
  const found = (await desk.steps(id)).find(({ tool }) => tool === "find_tools")!;
  expect(found).toMatchObject({ kind: "note", status: "complete", path: "work.turn1.call1" });
  expect(found.output.found).toHaveLength(8);
  expect(found.output.found[0]).toEqual({
    name: "github__issues_create-comment",
    does: expect.stringMatching(/comment/i),
  });
});

test("what it is told to do is looked for before it begins", async () => {
  says([]);
  await desk.reaches(
    await desk.start(await desk.define("instructions: Lock the conversation of issue 7.")),
    "complete",
  );
  const [first] = offered;
  expect(first).toContain("github__issues_lock");
});

test("however much it finds, a provider is never sent more than it takes, and no name twice", async () => {
  const words = [
    "team members",
    "repository secrets",
    "code scanning",
    "workflow runs",
    "gists",
    "packages",
    "copilot",
    "codespaces",
    "billing",
    "projects",
  ];
  says(words.map((each) => ({ name: "find_tools", arguments: JSON.stringify({ words: each, most: 20 }) })));
  const id = await desk.start(await desk.define("instructions: Look around."));
  await desk.reaches(id, "complete");
  expect(offered).toHaveLength(words.length + 1);
  for (const names of offered) {
    expect(names.length).toBeLessThanOrEqual(128);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[\w-]{1,64}$/);
  }
  const last = (await desk.steps(id)).findLast(({ tool }) => tool === "find_tools")!;
  expect(offered.at(-1)).toEqual(expect.arrayContaining(last.output.found.map(({ name }: { name: string }) => name)));
});

test("all of GitHub's operations have names of their own for a model", () => {
  expect(github.length).toBeGreaterThan(900);
  expect(new Set(github.map(({ name }) => modelName(name))).size).toBe(github.length);
});

test.for<[words: string, tool: string]>([
  ["create an issue", "issues_create"],
  ["list pull requests", "pulls_list"],
  ["merge a pull request", "pulls_merge"],
  ["star a repository", "activity_star-repo-for-authenticated-user"],
  ["list my notifications", "activity_list-notifications-for-authenticated-user"],
  ["delete a file in the repository", "repos_delete-file"],
  ["create release", "repos_create-release"],
  ["dispatch a workflow", "actions_create-workflow-dispatch"],
  ["search code", "search_code"],
  ["members of a team", "teams_list-members-in-org"],
  ["get the authenticated user", "users_get-authenticated"],
  ["add labels to an issue", "issues_add-labels"],
])('"%s" finds %s among the first eight', ([words, tool]) => {
  expect(findTools(github, words, 8).map(({ name }) => name)).toContain(`github.${tool}`);
});

const ARGS = '{"owner":"o","repo":"r","issue_number":7,"body":{"body":"Thank you"}}';

/** One call each turn, then that it is done. */
function says(calls: { name: string; arguments: string }[]): void {
  mock.reset();
  offered.length = 0;
  mock.on({ predicate: () => true }, ({ messages, tools }) => {
    offered.push((tools ?? []).map((tool) => tool.function.name));
    const turn = messages.filter(({ role }) => role === "assistant").length;
    const call = calls[turn];
    return call ? { toolCalls: [{ ...call, id: `c${turn}` }] } : { content: "Done." };
  });
}

async function toolsOfGitHub(): Promise<Tool[]> {
  const folder = dirname(require.resolve("@octokit/openapi/package.json"));
  const text = readFileSync(join(folder, "generated/api.github.com.json"), "utf8");
  const document = await readDocument(text, undefined, fetch);
  return (await operations(document, "github")).map(({ name, title, description, effect, args }): Tool => ({
    name,
    title,
    description,
    effect,
    idempotent: false,
    confirmed: true,
    version: "1",
    inputSchema: args,
    args: z.unknown(),
    run: async (given) => {
      called.push({ tool: name, args: given });
      return await Promise.resolve({ status: 201 });
    },
  }));
}
