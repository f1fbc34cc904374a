import { routes } from "@taskwright/api/routes.ts";
import type { Catalogs } from "../apps/tool.ts";
import type { Mount } from "../http/mount.ts";
import { agentNames, examineSource } from "./examine.ts";
import { loadFamily } from "./family.ts";
import { readExamples } from "./examples.ts";
import { inputsSchema } from "./inputs-schema.ts";
import { publishDefinition } from "./publish.ts";
import { languageSchema } from "./schema.ts";
import { listDefinitions, listVersions, readDefinition } from "./read.ts";
import { listTools } from "./tools.ts";
import { definitionUsage } from "./usage.ts";

export interface DefinitionsServices {
  catalogs: Catalogs;
}

export function definitionsRoutes({ catalogs }: DefinitionsServices, mount: Mount): void {
  mount(routes.definitions.push, async ({ actor, body, db, ifMatch }) => {
    const catalog = await catalogs.of(actor.workspaceId);
    const { id } = await publishDefinition(db, actor, body.source, catalog, { follows: ifMatch });
    return await readDefinition(db, catalog, actor.workspaceId, id);
  });
  mount(routes.definitions.check, async ({ actor: { workspaceId }, body, db }) => {
    const workshop = {
      family: await loadFamily(db, workspaceId),
      tools: await catalogs.of(workspaceId),
      agents: await agentNames(db, workspaceId),
    };
    const { effective, issues } = await examineSource(body.source, workshop);
    return {
      ok: issues.every(({ severity }) => severity !== "error"),
      issues,
      effective: effective?.document ?? null,
      inherited: effective?.inherited ?? null,
      inputsSchema: effective ? inputsSchema(effective.document.inputs ?? {}) : null,
    };
  });
  mount(routes.definitions.list, async ({ actor, query, db }) => await listDefinitions(db, actor.workspaceId, query));
  mount(routes.definitions.usage, async ({ actor, db }) => ({ items: await definitionUsage(db, actor.workspaceId) }));
  mount(routes.definitions.examples, async () => ({ items: await readExamples() }));
  mount(routes.definitions.schema, () => languageSchema);
  mount(
    routes.definitions.get,
    async ({ actor, params, query, db }) =>
      await readDefinition(db, await catalogs.of(actor.workspaceId), actor.workspaceId, params.id, query.version),
  );
  mount(
    routes.definitions.versions,
    async ({ actor, params, query, db }) => await listVersions(db, actor.workspaceId, params.id, query),
  );
  mount(routes.definitions.tools, async ({ actor, query }) => listTools(await catalogs.of(actor.workspaceId), query));
}
