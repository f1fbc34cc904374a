import { readFile } from "node:fs/promises";
import type { App, ConfirmTools } from "@taskwright/api/app.ts";
import { routes } from "@taskwright/api/routes.ts";
import { Effect } from "@taskwright/api/step.ts";
import { defineVerb, serverFlags, type Noun } from "../command.ts";
import { connect } from "../connect.ts";
import { allApps, appNamed, toolsOf } from "../everything.ts";
import { usageError } from "../exit.ts";
import { renderTable } from "../table.ts";
import { paint, plainLine, print, printJson, tell } from "../terminal.ts";

const named = { type: "positional", required: true, description: "Its name" } as const;
const connection = {
  type: "string",
  description: "A connection to read its tools with; it stays yours",
  valueHint: "name",
} as const;

const list = defineVerb({
  name: "list",
  about: "Lists imported apps, and how many of their tools are confirmed",
  examples: ["apps list"],
  args: serverFlags,
  async run({ args }) {
    const apps = await allApps(await connect(args));
    if (args.json) return printJson({ items: apps, nextCursor: null });
    if (apps.length === 0) return tell("No imported apps. Bring one: taskwright apps import --help");
    print(
      renderTable<App>(
        [
          { title: "app", value: ({ name }) => name },
          { title: "kind", value: ({ kind }) => kind },
          {
            title: "state",
            value: ({ status }) => status,
            paint: (text, { status }) => (status === "ready" ? text : paint("yellow", text)),
          },
          { title: "tools", value: ({ tools }) => tools, align: "right" },
          { title: "confirmed", value: ({ confirmed }) => confirmed, align: "right" },
          { title: "from", value: sourceOf, flexible: true },
        ],
        apps,
      ),
    );
  },
});

function sourceOf({ source: { url, pasted, command, args = [] } }: App): string {
  return url ?? (pasted ? "a document" : [command, ...args].join(" "));
}

const show = defineVerb({
  name: "show",
  about: "Shows an app with its tools: what calling each means, and whether somebody has confirmed it",
  examples: ["apps show pets", "apps show pets --json"],
  args: { app: named, ...serverFlags },
  async run({ args }) {
    const client = await connect(args);
    const app = await appNamed(client, args.app);
    const tools = await toolsOf(client, app.name);
    if (args.json) return printJson({ ...app, toolList: tools });
    print(`${paint("bold", plainLine(app.name))}  ${plainLine(app.title)}, from ${plainLine(sourceOf(app))}`);
    if (app.statusText) print(paint("yellow", plainLine(app.statusText)));
    print(
      renderTable(
        [
          { title: "tool", value: ({ name }) => name },
          { title: "effect", value: ({ effect }) => effect },
          {
            title: "confirmed",
            value: ({ confirmed }) => (confirmed === false ? "no" : "yes"),
            paint: (text, { confirmed }) => (confirmed === false ? paint("yellow", text) : text),
          },
          { title: "what it does", value: ({ title, description }) => title ?? description, flexible: true },
        ],
        tools,
      ),
    );
    const open = app.tools - app.confirmed;
    if (open > 0) tell(`${open} cannot be called yet. Confirm what they mean: taskwright apps confirm ${app.name}`);
  },
});

const bring = defineVerb({
  name: "import",
  about: "Brings an app: by an OpenAPI document, or an MCP server",
  examples: [
    "apps import --openapi https://example.org/openapi.json",
    "apps import pets --openapi pets.yaml --server https://api.example.org",
    "apps import files --mcp https://mcp.example.org/mcp",
    'apps import files --mcp "npx -y @modelcontextprotocol/server-filesystem /srv"',
  ],
  args: {
    name: { type: "positional", required: false, description: "What its tools begin with; made from its title" },
    openapi: { type: "string", description: "An OpenAPI 3 document", valueHint: "file or address" },
    mcp: { type: "string", description: "An MCP server", valueHint: "address or command" },
    server: { type: "string", description: "Where its operations are called, if not as it says", valueHint: "address" },
    connection,
    ...serverFlags,
  },
  async run({ args }) {
    if ((args.openapi === undefined) === (args.mcp === undefined))
      throw usageError("What is to be brought?", "Give --openapi <file or address>, or --mcp <address or command>.");
    const body = {
      name: args.name,
      server: args.server,
      connection: args.connection,
      ...(args.openapi === undefined ? { mcp: mcpServer(args.mcp!) } : { openapi: await documentAt(args.openapi) }),
    };
    const app = await (await connect(args)).call(routes.apps.create, { body });
    if (args.json) return printJson(app);
    if (app.statusText) tell(plainLine(app.statusText));
    print(
      `Brought ${plainLine(app.name)} with ${app.tools} tools. Confirm what they mean: taskwright apps confirm ${app.name}`,
    );
  },
});

async function documentAt(place: string): Promise<string> {
  return isAddress(place) ? place : await readFile(place, "utf8");
}

/** An address, or a program with its arguments; quotes hold words together. */
function mcpServer(text: string): { url: string } | { command: string; args: string[] } {
  if (isAddress(text)) return { url: text };
  const words = [...text.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(([, a, b, c]) => a ?? b ?? c ?? "");
  const [command, ...args] = words;
  if (!command) throw usageError("--mcp is empty.", "Give the address of an MCP server, or the command that runs one.");
  return { command, args };
}

function isAddress(text: string): boolean {
  return /^https?:\/\//i.test(text);
}

const confirm = defineVerb({
  name: "confirm",
  about: "Confirms what calling an app's tools means; until then nobody can call them",
  examples: [
    "apps confirm pets  # all, as proposed",
    "apps confirm pets --only read",
    'apps confirm pets "pets.add*" --effect write',
    "apps confirm pets pets.remove --withdraw",
  ],
  args: {
    app: named,
    tool: { type: "positional", required: false, description: 'A tool, or a pattern such as "pets.*"; all of them' },
    effect: { type: "string", description: `What calling them means: ${Effect.options.join(", ")}; as proposed` },
    only: { type: "string", description: "Only those that are proposed as this", valueHint: "effect" },
    withdraw: { type: "boolean", description: "Takes the confirmation back" },
    ...serverFlags,
  },
  async run({ args }) {
    const rule: ConfirmTools["tools"][number] = {
      tool: args.tool ?? `${args.app}.*`,
      confirmed: args.withdraw !== true,
      effect: effectOf("--effect", args.effect),
      only: effectOf("--only", args.only),
    };
    const client = await connect(args);
    const app = await appNamed(client, args.app);
    const changed = await client.call(routes.apps.confirm, { params: { id: app.id }, body: { tools: [rule] } });
    if (args.json) return printJson(changed);
    print(`${plainLine(changed.name)}: ${changed.confirmed} of ${changed.tools} tools are confirmed.`);
  },
});

function effectOf(flag: string, text: string | undefined): Effect | undefined {
  if (text === undefined) return undefined;
  const effect = Effect.safeParse(text);
  if (effect.success) return effect.data;
  throw usageError(`${flag} is one of ${Effect.options.join(", ")}, not "${text}".`);
}

const refresh = defineVerb({
  name: "refresh",
  about: "Reads an app's tools anew; those that changed have to be confirmed again",
  examples: ["apps refresh pets", "apps refresh pets --openapi pets.yaml"],
  args: {
    app: named,
    openapi: { type: "string", description: "A newer document", valueHint: "file or address" },
    connection,
    ...serverFlags,
  },
  async run({ args }) {
    const client = await connect(args);
    const { id } = await appNamed(client, args.app);
    const openapi = args.openapi === undefined ? undefined : await documentAt(args.openapi);
    const app = await client.call(routes.apps.refresh, {
      params: { id },
      body: { openapi, connection: args.connection },
    });
    if (args.json) return printJson(app);
    print(
      `${plainLine(app.name)} has ${app.tools} tools, ${app.tools - app.confirmed} of them to be confirmed.${app.statusText ? ` ${plainLine(app.statusText)}` : ""}`,
    );
  },
});

const remove = defineVerb({
  name: "remove",
  about: "Removes an app and its tools",
  examples: ["apps remove pets"],
  args: { app: named, ...serverFlags },
  async run({ args }) {
    const client = await connect(args);
    const { id, name } = await appNamed(client, args.app);
    await client.call(routes.apps.remove, { params: { id } });
    if (args.json) return printJson({ removed: id });
    print(`${plainLine(name)} is gone.`);
  },
});

export const apps: Noun = {
  name: "apps",
  about: "Apps: tools from OpenAPI documents and MCP servers",
  verbs: { list, show, import: bring, confirm, refresh, remove },
};
