import { readsOutside, type Tool } from "../apps/tool.ts";
import { hostOf, hostsIn } from "../lib/addresses.ts";

/**
 * The host that a call which only reads would tell something, in the address it asks for, though nobody
 * named it; null: there is none. `hosts` are named by the definition, `texts` are what people said besides.
 */
export function unnamedHost(
  tool: Tool,
  args: unknown,
  { hosts, texts }: { hosts: readonly string[]; texts: unknown[] },
): string | null {
  if (tool.effect !== "read" || !readsOutside(tool) || isHeldByConnection(tool, args)) return null;
  const asked = addressesIn(args).filter((host) => !hosts.includes(host));
  if (asked.length === 0) return null;
  const said = new Set(texts.flatMap((text) => hostsIn(JSON.stringify(text ?? null))));
  return asked.find((host) => !said.has(host)) ?? null;
}

/** It goes where the connection's owner said, or nowhere. */
function isHeldByConnection(tool: Tool, args: unknown): boolean {
  const { connection } = Object(args) as { connection?: unknown };
  return tool.connection?.app === "http" && typeof connection === "string";
}

/** Arguments that are addresses as a whole, however deep: an imported tool may call them what it likes. */
function addressesIn(value: unknown): string[] {
  if (typeof value === "string") {
    const host = hostOf(value.trim());
    return host === null ? [] : [host];
  }
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(addressesIn);
}
