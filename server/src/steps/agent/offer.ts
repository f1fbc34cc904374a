import { z } from "zod";
import { argsSchema, type Catalog, type JsonSchema, type Tool } from "../../apps/tool.ts";
import type { CompiledControl, CompiledStep } from "../../definitions/compiled.ts";
import type { TurnTool } from "../../models/models.ts";
import { FINISH, OWN_TOOLS } from "./own-tools.ts";

/** Providers take no more, and a model that is offered more chooses worse. */
const MOST_TOOLS = 120;

/** What a model is offered, and what it means by the names it calls. */
export interface Offer {
  tools: TurnTool[];
  /** the catalogue's name for a name of the model's; undefined: no such tool, or not this agent's */
  toolName(called: string): string | undefined;
  /** the tool's name, if what it answers comes from outside */
  outside(step: CompiledStep): string | null;
  /** tools the agent has that are not offered */
  hidden: number;
}

export function offerOf(catalog: Catalog, rules: CompiledControl[] | null, output: object | null): Offer {
  const all = grantedTools(catalog, rules);
  const shown = all.slice(0, MOST_TOOLS);
  const names = new Map(shown.map(({ name }) => [modelName(name), name]));
  return {
    tools: [...ownTools(output), ...shown.map(describe)],
    toolName: (called) => names.get(called),
    outside: (step) => (step.kind === "use" && catalog.get(step.tool)?.reads === "outside" ? step.tool : null),
    hidden: all.length - shown.length,
  };
}

/** In one order always: providers find again what they have seen before. */
export function grantedTools(catalog: Catalog, rules: CompiledControl[] | null): Tool[] {
  return [...catalog.values()].filter((tool) => isGranted(tool, rules)).toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** Whether the agent has the tool at all; whether it may make a particular call is decided when it does. */
function isGranted(tool: Tool, rules: CompiledControl[] | null): boolean {
  // A call of one that nobody has looked at would be refused: the model need not know of it.
  if (tool.confirmed === false) return false;
  if (rules === null) return true;
  const about = rules.filter((rule) => rule.matches(tool));
  return (
    about.some(({ policy }) => policy !== "deny") &&
    !about.some(({ policy, when }) => policy === "deny" && when === null)
  );
}

function ownTools(output: object | null): TurnTool[] {
  const tools = Object.entries(OWN_TOOLS).map(([name, { description, input }]) => ({
    name,
    description,
    inputSchema: asObject(z.toJSONSchema(input, { io: "input", unrepresentable: "any" })),
  }));
  if (output === null) return tools;
  const description =
    "Give the result of your work. Its arguments are the result. Call it once, alone, when all is done.";
  return [...tools, { name: FINISH, description, inputSchema: output }];
}

const described = new WeakMap<Tool, TurnTool>();

function describe(tool: Tool): TurnTool {
  let known = described.get(tool);
  if (!known) {
    const description = `${tool.title}. ${tool.description}`.slice(0, 1_000);
    known = { name: modelName(tool.name), description, inputSchema: asObject(argsSchema(tool)) };
    described.set(tool, known);
  }
  return known;
}

function asObject({ $schema: _, ...schema }: JsonSchema): TurnTool["inputSchema"] {
  return { type: "object", ...schema };
}

/** Providers take letters, digits, "_" and "-", at most 64. */
export function modelName(name: string): string {
  return name
    .replaceAll(".", "__")
    .replaceAll(/[^\w-]/g, "_")
    .slice(0, 64);
}
