import { text as readAll } from "node:stream/consumers";
import type { Connection, CreateConnection } from "@taskwright/api/connection.ts";
import { routes } from "@taskwright/api/routes.ts";
import { defineVerb, serverFlags, type Noun } from "../command.ts";
import { connect } from "../connect.ts";
import { allConnections, connectionNamed } from "../everything.ts";
import { EXIT, usageError } from "../exit.ts";
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
    if (process.stdin.isTTY) tell("Type or paste the connection as JSON, then press Ctrl-D.");
    const body = readJson(await readAll(process.stdin));
    const made = await (await connect(args)).call(routes.connections.create, { body });
    if (args.json) return printJson(made);
    print(`${plainLine(made.name)} is kept${made.status === "pending" ? "; sign in on the page to finish it" : ""}.`);
  },
});

/** What the parser says of a text would show some of it, and in it may be a secret. */
function readJson(text: string): CreateConnection {
  try {
    return JSON.parse(text);
  } catch {
    throw usageError("Standard input holds no JSON.", "taskwright connections add --help shows an example.");
  }
}

const remove = defineVerb({
  name: "remove",
  about: "Removes a connection and its secrets",
  examples: ["connections remove GitHub"],
  args: { connection: named, ...serverFlags },
  async run({ args }) {
    const client = await connect(args);
    const { id, name } = await connectionNamed(client, args.connection);
    await client.call(routes.connections.remove, { params: { id } });
    if (args.json) return printJson({ removed: id });
    print(`${plainLine(name)} is gone.`);
  },
});

const test = defineVerb({
  name: "test",
  about: "Signs in once and says what came back; ends with 1 when it failed",
  examples: ["connections test GitHub"],
  args: { connection: named, ...serverFlags },
  async run({ args }) {
    const client = await connect(args);
    const { id } = await connectionNamed(client, args.connection);
    const outcome = await client.call(routes.connections.test, { params: { id } });
    const code = outcome.ok ? EXIT.complete : EXIT.error;
    if (args.json) {
      printJson(outcome);
      return code;
    }
    print(`${outcome.ok ? "good" : "not good"}: ${plainLine(outcome.text)}`);
    return code;
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
