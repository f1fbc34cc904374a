import type { AgentToolRule } from "@taskwright/api/agent.ts";
import { LRUCache } from "lru-cache";
import type { CompiledControl } from "../definitions/compiled.ts";
import { compileControl } from "../definitions/compile-control.ts";

/** Every segment needs them, and agents rarely change: compiled once for each text they have had. */
const compiled = new LRUCache<string, CompiledControl[]>({ max: 500 });

export function agentRules(tools: AgentToolRule[] | null): CompiledControl[] | null {
  if (tools === null) return null;
  const key = JSON.stringify(tools);
  const known = compiled.get(key);
  if (known) return known;
  const rules = tools.map(compileControl);
  compiled.set(key, rules);
  return rules;
}
