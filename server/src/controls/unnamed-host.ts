import { readsOutside, type Tool } from "../apps/tool.ts";
import { hostOf, hostsIn } from "../lib/addresses.ts";
import { bareHostOf } from "../lib/bare-host.ts";
import { hostsInPieces } from "../lib/host-in-pieces.ts";

/**
 * The host that a call which only reads would tell something, in what it asks for, though nobody named
 * it; null: there is none. `hosts` are named by the definition, `texts` are what people said besides.
 * `sentOn`: the server it asked sends it on to there.
 */
export function unnamedHost(
  tool: Tool,
  args: unknown,
  { hosts, texts }: { hosts: readonly string[]; texts: unknown[] },
  sentOn?: URL,
): string | null {
  if (tool.effect !== "read" || !readsOutside(tool)) return null;
  if (!sentOn && isHeldByConnection(tool, args)) return null;
  const named = new Set(hosts.map(plain));
  const asked = (sentOn ? [sentOn.host] : hostsAsked(tool, args)).filter((host) => !named.has(plain(host)));
  if (asked.length === 0) return null;
  const said = new Set(texts.flatMap((text) => hostsIn(JSON.stringify(text ?? null)).map(plain)));
  return asked.find((host) => !said.has(plain(host))) ?? null;
}

/** Whoever has a domain has its "www" too, and sends readers from one to the other. */
function plain(host: string): string {
  return host.replace(/^www\./, "");
}

/** It goes where the connection's owner said, or nowhere. */
function isHeldByConnection(tool: Tool, args: unknown): boolean {
  const { connection } = Object(args) as { connection?: unknown };
  return tool.connection?.app === "http" && typeof connection === "string";
}

/** Arguments that are addresses or hosts, however deep: an imported tool may call, write and put them together as it likes. */
function hostsAsked(tool: Tool, args: unknown): string[] {
  const isImported = tool.version !== undefined;
  const visit = (value: unknown, name: string): string[] => {
    if (typeof value === "string") {
      const host = hostOf(value.trim()) ?? (isImported ? bareHostOf(value, name) : null);
      return host === null ? [] : [host];
    }
    if (typeof value !== "object" || value === null) return [];
    const together = isImported ? hostsInPieces(value, name) : [];
    const each = Array.isArray(value)
      ? value.flatMap((one) => visit(one, name))
      : Object.entries(value).flatMap(([key, one]) => visit(one, key));
    return [...together, ...each];
  };
  return visit(args, "");
}
