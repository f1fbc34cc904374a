import type { Connection } from "@taskwright/api/connection.ts";
import { routes } from "@taskwright/api/routes.ts";
import type { Client } from "../client.ts";
import { defineVerb, serverFlags, type Noun } from "../command.ts";
import { connect } from "../connect.ts";
import { usageError } from "../exit.ts";
import { didYouMean } from "../suggest.ts";
import { renderTable } from "../table.ts";
import { plainLine, print, printJson, tell } from "../terminal.ts";

const named = { type: "positional", required: true, description: "Its name" } as const;

const list = defineVerb({
  name: "list",
  about: "Lists connections; their secrets are never shown",
  examples: ["connections list"],
  args: serverFlags,
  async run({ args }) {
    const connections = await allConnections(await connect(args));
    if (args.json) return printJson({ items: connections, nextCursor: null });
    if (connections.length === 0) return tell("No connections.");
    print(
      renderTable<Connection>(
        [
          { title: "connection", value: ({ name }) => name, flexible: true },
          { title: "for", value: ({ app }) => app },
          { title: "by", value: ({ method }) => method },
          { title: "state", value: ({ status }) => status },
          { title: "owner", value: ({ owner }) => owner?.name ?? "the workspace" },
          { title: "shared with", value: ({ grants }) => grants.join(", "), flexible: true },
        ],
        connections,
      ),
    );
  },
});

const add = defineVerb({
  name: "add",
  about: "Adds a connection from JSON on standard input, so that no secret stands in the shell's history",
  examples: [
    'connections add < github.json  # {"name": "GitHub", "app": "http", "method": "bearer", "fields": {"token": "…"}, "settings": {"hosts": ["api.github.com"]}}',
  ],
  args: serverFlags,
  async run({ args }) {
    const chunks = await process.stdin.toArray();
    const text = Buffer.concat(chunks as Buffer[]).toString();
    const client = await connect(args);
    const made = await client.call(routes.connections.create, { body: JSON.parse(text) });
    if (args.json) return printJson(made);
    print(`${plainLine(made.name)} is kept${made.status === "pending" ? "; sign in on the page to finish it" : ""}.`);
  },
});

const remove = defineVerb({
  name: "remove",
  about: "Removes a connection and its secrets",
  examples: ["connections remove GitHub"],
  args: { connection: named, ...serverFlags },
  async run({ args }) {
    const client = await connect(args);
    const { id, name } = await connectionNamed(client, args.connection);
    await client.call(routes.connections.remove, { params: { id } });
    print(`${plainLine(name)} is gone.`);
  },
});

const test = defineVerb({
  name: "test",
  about: "Signs in once and says what came back",
  examples: ["connections test GitHub"],
  args: { connection: named, ...serverFlags },
  async run({ args }) {
    const client = await connect(args);
    const { id } = await connectionNamed(client, args.connection);
    const outcome = await client.call(routes.connections.test, { params: { id } });
    if (args.json) return printJson(outcome);
    print(`${outcome.ok ? "good" : "not good"}: ${plainLine(outcome.text)}`);
  },
});

const share = defineVerb({
  name: "share",
  about: "Says who may use a connection besides its owner",
  examples: ["connections share GitHub user:dana,role:operator", "connections share GitHub nobody"],
  args: {
    connection: named,
    with: { type: "positional", required: true, description: "user:<login>, role:<role>, workspace, or nobody" },
    ...serverFlags,
  },
  async run({ args }) {
    const client = await connect(args);
    const { id } = await connectionNamed(client, args.connection);
    const grants = args.with === "nobody" ? [] : args.with.split(",").map((grant) => grant.trim());
    const changed = await client.call(routes.connections.share, { params: { id }, body: { grants } });
    if (args.json) return printJson(changed);
    print(`${plainLine(changed.name)} may be used by ${changed.grants.join(", ") || "its owner alone"}.`);
  },
});

export const connections: Noun = {
  name: "connections",
  about: "Connections: what tasks sign in with elsewhere",
  verbs: { list, add, remove, test, share },
};

async function connectionNamed(client: Client, name: string): Promise<Connection> {
  const all = await allConnections(client);
  const found = all.find((connection) => connection.name === name);
  if (found !== undefined) return found;
  const names = all.map((connection) => connection.name);
  throw usageError(`There is no connection "${name}".`, didYouMean(name, names) ?? `There are: ${names.join(", ")}.`);
}

async function allConnections(client: Client): Promise<Connection[]> {
  const items: Connection[] = [];
  for (let cursor: string | undefined; ;) {
    const page = await client.call(routes.connections.list, { query: { limit: 200, cursor } });
    items.push(...page.items);
    if (page.nextCursor === null) return items;
    cursor = page.nextCursor;
  }
}
