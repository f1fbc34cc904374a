import { createHash } from "node:crypto";
import { z } from "zod";
import { argsSchema, type Catalog, type JsonSchema, type Tool } from "../../apps/tool.ts";
import type { CompiledControl, CompiledStep } from "../../definitions/compiled.ts";
import type { TurnTool } from "../../models/models.ts";
import { findTools } from "./find-tools.ts";
import { FIND_TOOLS, FINISH, OWN_TOOLS } from "./own-tools.ts";

/** Providers take no more, and a model that is offered more chooses worse. */
const MOST_TOOLS = 120;
/** Of more than that, so many are offered from the beginning; the rest of the room is for what it finds. */
const FIRST_TOOLS = 60;

/** What a tool is to a model that has found it. */
export interface FoundTool {
  /** as it is to be called */
  name: string;
  does: string;
}

/** What a model is offered, and what it means by the names it calls. */
export class Offer {
  /** tools the agent has that did not fit from the beginning */
  readonly hidden: number;
  readonly #catalog: Catalog;
  readonly #all: Tool[];
  readonly #own: TurnTool[];
  readonly #first: Tool[];
  readonly #byName: Map<string, Tool>;
  #found: Tool[] = [];

  /** `about`: what the agent is to do. The same given gives the same offer. */
  constructor(catalog: Catalog, rules: CompiledControl[] | null, output: object | null, about: string) {
    this.#catalog = catalog;
    this.#all = grantedTools(catalog, rules);
    this.#first = this.#all.length <= MOST_TOOLS ? this.#all : firstOf(this.#all, rules, about);
    this.hidden = this.#all.length - this.#first.length;
    this.#own = ownTools(output, this.hidden > 0);
    this.#byName = new Map(this.#all.map((tool) => [modelName(tool.name), tool]));
  }

  /** In one order always, and what was found after it: providers find again what they have seen before. */
  get tools(): TurnTool[] {
    return [...this.#own, ...[...this.#first, ...this.#found].map(describe)];
  }

  /** The catalogue's name for a name of the model's; undefined: no such tool, or not this agent's. */
  toolName(called: string): string | undefined {
    return this.#byName.get(called)?.name;
  }

  /** The tool's name, if what it answers comes from outside. */
  outside(step: CompiledStep): string | null {
    return step.kind === "use" && this.#catalog.get(step.tool)?.reads === "outside" ? step.tool : null;
  }

  find(words: string, most: number): FoundTool[] {
    return findTools(this.#all, words, most).map((tool) => ({
      name: modelName(tool.name),
      does: `${tool.title}. ${tool.description}`.slice(0, 200),
    }));
  }

  /** From now on these are offered too; what was found longest ago makes room. */
  add(names: string[]): void {
    const tools = names.flatMap((name) => this.#byName.get(name) ?? []).filter((tool) => !this.#first.includes(tool));
    const before = this.#found.filter((tool) => !tools.includes(tool));
    this.#found = [...before, ...tools].slice(-(MOST_TOOLS - this.#first.length));
  }
}

/** Those that a rule names, those that the work is about, and of what room is left our own before imported ones. */
function firstOf(all: Tool[], rules: CompiledControl[] | null, about: string): Tool[] {
  const named = all.filter((tool) => rules?.some((rule) => rule.names(tool)));
  const ours = all.filter(({ version }) => version === undefined);
  const byWeight = new Set([...named, ...findTools(all, about, FIRST_TOOLS / 2), ...ours, ...all]);
  const first = new Set([...byWeight].slice(0, FIRST_TOOLS));
  return all.filter((tool) => first.has(tool));
}

/** In one order always: see `tools`. */
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

function ownTools(output: object | null, findsMore: boolean): TurnTool[] {
  const tools = Object.entries(OWN_TOOLS)
    .filter(([name]) => findsMore || name !== FIND_TOOLS)
    .map(([name, { description, input }]) => ({
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

/** Providers take letters, digits, "_" and "-", at most 64. Long names that begin alike stay two. */
export function modelName(name: string): string {
  const plain = name.replaceAll(".", "__").replaceAll(/[^\w-]/g, "_");
  if (plain.length <= 64) return plain;
  return `${plain.slice(0, 55)}_${createHash("sha256").update(name).digest("hex").slice(0, 8)}`;
}
