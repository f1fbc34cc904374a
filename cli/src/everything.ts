import type { Agent } from "@taskwright/api/agent.ts";
import type { App } from "@taskwright/api/app.ts";
import type { Connection } from "@taskwright/api/connection.ts";
import type { ToolInfo } from "@taskwright/api/definition.ts";
import type { Model } from "@taskwright/api/model.ts";
import { routes } from "@taskwright/api/routes.ts";
import type { Client } from "./client.ts";
import { usageError } from "./exit.ts";
import { didYouMean } from "./suggest.ts";

/** All pages of a list. */
async function everything<Item>(
  page: (cursor: string | undefined) => Promise<{ items: Item[]; nextCursor: string | null }>,
): Promise<Item[]> {
  const items: Item[] = [];
  for (let cursor: string | undefined; ;) {
    const { items: more, nextCursor } = await page(cursor);
    items.push(...more);
    if (nextCursor === null) return items;
    cursor = nextCursor;
  }
}

export async function allAgents(client: Client): Promise<Agent[]> {
  return await everything(async (cursor) => await client.call(routes.agents.list, { query: { limit: 200, cursor } }));
}

export async function allModels(client: Client): Promise<Model[]> {
  return await everything(async (cursor) => await client.call(routes.models.list, { query: { limit: 200, cursor } }));
}

export async function allApps(client: Client): Promise<App[]> {
  return await everything(async (cursor) => await client.call(routes.apps.list, { query: { limit: 200, cursor } }));
}

export async function toolsOf(client: Client, app: string): Promise<ToolInfo[]> {
  return await everything(
    async (cursor) => await client.call(routes.definitions.tools, { query: { app, limit: 200, cursor } }),
  );
}

export async function allConnections(client: Client): Promise<Connection[]> {
  return await everything(
    async (cursor) => await client.call(routes.connections.list, { query: { limit: 200, cursor } }),
  );
}

export async function agentNamed(client: Client, name: string): Promise<Agent> {
  return named("agent", name, await allAgents(client));
}

export async function modelNamed(client: Client, name: string): Promise<Model> {
  return named("model", name, await allModels(client));
}

export async function appNamed(client: Client, name: string): Promise<App> {
  return named("imported app", name, await allApps(client));
}

export async function connectionNamed(client: Client, name: string): Promise<Connection> {
  return named("connection", name, await allConnections(client));
}

function named<Item extends { name: string }>(noun: string, name: string, all: Item[]): Item {
  const found = all.find((item) => item.name === name);
  if (found !== undefined) return found;
  const names = all.map((item) => item.name);
  const known = names.length > 0 ? `There are: ${names.join(", ")}.` : `There is none yet.`;
  throw usageError(`There is no ${noun} "${name}".`, didYouMean(name, names) ?? known);
}
