import { readFile } from "node:fs/promises";
import { parse } from "yaml";
import type { Definition } from "@taskwright/api/definition.ts";
import { routes } from "@taskwright/api/routes.ts";
import type { Client } from "./client.ts";
import { CliError, EXIT, usageError } from "./exit.ts";
import { countFindings, renderFindings } from "./findings.ts";
import { didYouMean } from "./suggest.ts";
import { tell } from "./terminal.ts";

/** `orders.yaml`, `./x.json`: a file; anything else is the name of a definition. */
export function isDefinitionFile(text: string): boolean {
  return /\.(ya?ml|json)$/i.test(text);
}

export interface Pushed {
  definition: Definition;
  /** false: the server had exactly this text already */
  changed: boolean;
}

/** Checks a file and pushes it; with errors nothing is pushed, and they are shown in their lines. */
export async function pushFile(client: Client, path: string): Promise<Pushed> {
  const source = await readFile(path, "utf8");
  const checked = await client.call(routes.definitions.check, { body: { source } });
  if (checked.issues.length > 0) tell(renderFindings(path, source, checked.issues));
  if (!checked.ok) throw new CliError(EXIT.error, `${path} has ${countFindings(checked.issues)}; nothing was pushed.`);
  const before = await findDefinition(client, nameIn(source));
  if (before?.source === source) return { definition: before, changed: false };
  const definition = await client.call(routes.definitions.push, { body: { source } });
  return { definition, changed: definition.version !== before?.version };
}

/** A definition by its name or its number. */
export async function readDefinition(client: Client, nameOrId: string, version?: number): Promise<Definition> {
  const query = version === undefined ? {} : { query: { version } };
  if (/^#?\d+$/.test(nameOrId))
    return client.call(routes.definitions.get, { params: { id: Number(nameOrId.replace("#", "")) }, ...query });
  const found = await findDefinition(client, nameOrId, version);
  if (found !== undefined) return found;
  const { items } = await client.call(routes.definitions.list, { query: { limit: 200 } });
  const names = items.map((item) => item.name);
  throw usageError(
    `There is no definition "${nameOrId}".`,
    didYouMean(nameOrId, names) ?? "taskwright definitions list shows what there is.",
  );
}

async function findDefinition(
  client: Client,
  name: string | undefined,
  version?: number,
): Promise<Definition | undefined> {
  if (name === undefined) return undefined;
  const { items } = await client.call(routes.definitions.list, { query: { q: name, limit: 200 } });
  const summary =
    items.find((item) => item.name === name) ?? items.find((item) => item.name.toLowerCase() === name.toLowerCase());
  if (summary === undefined) return undefined;
  return client.call(routes.definitions.get, {
    params: { id: summary.id },
    ...(version !== undefined && { query: { version } }),
  });
}

/** The name a checked text gives itself. */
function nameIn(source: string): string | undefined {
  const document = parse(source, { logLevel: "silent" }) as { name?: unknown } | null;
  return typeof document?.name === "string" ? document.name.trim() : undefined;
}
