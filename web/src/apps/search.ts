import type { ToolInfo } from "@taskwright/api/definition.ts";

export const TOOL_FILTERS = ["all", "unconfirmed", "read", "write", "external"] as const;
export type ToolFilter = (typeof TOOL_FILTERS)[number];

/** What of the page lives in the address. */
export interface AppsSearch {
  tab?: string;
  app?: string;
  q?: string;
  show?: ToolFilter;
  tool?: string;
}

export function readAppsSearch(search: Record<string, unknown>): AppsSearch {
  return {
    tab: words(search.tab),
    app: words(search.app),
    q: words(search.q),
    show: TOOL_FILTERS.find((one) => one !== "all" && one === search.show),
    tool: words(search.tool),
  };
}

/** Every word somewhere in the name, the title or the description; names that begin with it come first. */
export function findTools(tools: readonly ToolInfo[], q: string, show: ToolFilter): ToolInfo[] {
  const wanted = q.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const found = tools.filter((tool) => {
    if (show === "unconfirmed" ? tool.confirmed : show !== "all" && tool.effect !== show) return false;
    const said = `${tool.name} ${tool.title} ${tool.description}`.toLowerCase();
    return wanted.every((word) => said.includes(word));
  });
  if (wanted.length === 0) return found;
  const rank = ({ name }: ToolInfo) => (wanted.every((word) => name.toLowerCase().includes(word)) ? 0 : 1);
  return found.toSorted((one, other) => rank(one) - rank(other));
}

function words(value: unknown): string | undefined {
  return typeof value === "string" || typeof value === "number" ? String(value).slice(0, 200) || undefined : undefined;
}
