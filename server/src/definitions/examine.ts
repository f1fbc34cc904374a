import type { DefinitionIssue } from "@taskwright/api/definition.ts";
import type { DefinitionDocument } from "@taskwright/api/language.ts";
import type { Catalog } from "../apps/tool.ts";
import type { Db } from "../db/database.ts";
import { checkDefinition } from "./check.ts";
import type { Family, Member } from "./family.ts";
import { Findings } from "./findings.ts";
import { type EffectiveDefinition, effectiveDefinition } from "./inherit.ts";
import { type ParsedDefinition, parseDefinition } from "./language.ts";
import { didYouMean } from "./suggest.ts";

export interface Examined {
  /** null where the text does not have the shape of a definition, or its parents cannot be told */
  effective: EffectiveDefinition | null;
  document: DefinitionDocument | null;
  parent: Member | null;
  issues: DefinitionIssue[];
}

export interface Workshop {
  family: Family;
  tools: Catalog;
  agents: ReadonlySet<string>;
}

export async function agentNames(db: Db, workspaceId: number): Promise<Set<string>> {
  const rows = await db.selectFrom("agents").select("name").where("workspace_id", "=", workspaceId).execute();
  return new Set(rows.map(({ name }) => name));
}

/** Everything that can be said of a text among the definitions, tools and agents there are. */
export async function examineSource(source: string, workshop: Workshop): Promise<Examined> {
  return await examineParsed(parseDefinition(source), workshop);
}

/** `replaced` stands in for what a definition of that name says now. */
export async function examineParsed(
  parsed: ParsedDefinition,
  { family, tools, agents }: Workshop,
  replaced?: DefinitionDocument,
): Promise<Examined> {
  const { document } = parsed;
  if (!document) return { effective: null, document: null, parent: null, issues: parsed.issues };
  const findings = new Findings(parsed.places);
  const parents = parentsOf(document, family, replaced, findings);
  const issues = [...parsed.issues, ...findings.issues];
  if (!parents) return { effective: null, document, parent: null, issues };
  const chain = [document];
  for (const parent of parents) {
    chain.push(parent.name === replaced?.name ? replaced : await family.documentOf(parent));
  }
  const effective = effectiveDefinition(chain);
  const definitions = new Map([...family.byName].map(([name, { inputs }]) => [name, inputs]));
  issues.push(...checkDefinition(parsed, effective, { tools, definitions, agents }));
  return { effective, document, parent: parents[0] ?? null, issues };
}

/** Its ancestors; null when there is no such parent, or they go round in a circle. */
function parentsOf(
  document: DefinitionDocument,
  family: Family,
  replaced: DefinitionDocument | undefined,
  findings: Findings,
): Member[] | null {
  const parents: Member[] = [];
  const names = [document.name];
  for (let name = document.parent; name !== undefined;) {
    names.push(name);
    if (names.indexOf(name) < names.length - 1) {
      findings.error(["parent"], `the parents go round in a circle: ${names.map((one) => `"${one}"`).join(" → ")}`);
      return null;
    }
    const parent = family.byName.get(name);
    if (!parent) {
      findings.error(
        ["parent"],
        `there is no definition "${name}" to fall back to; push it first.${didYouMean(name, family.byName.keys())}`,
      );
      return null;
    }
    parents.push(parent);
    name = parent.name === replaced?.name ? replaced.parent : nameOf(parent.parentId, family);
  }
  return parents;
}

function nameOf(id: number | null, family: Family): string | undefined {
  return id === null ? undefined : family.byId(id)?.name;
}
