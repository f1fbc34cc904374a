import type { ToolInfo, ToolListQuery } from "@taskwright/api/definition.ts";
import { argsSchema, type Catalog, resultSchema, type Tool } from "../apps/tool.ts";
import { isText, type Page, readCursor, toPage } from "../lib/cursor.ts";

/** The catalog by name, with JSON Schemas of what goes in and what comes out. */
export function listTools(tools: Catalog, asked: ToolListQuery): Page<ToolInfo> {
  const after = readCursor(asked.cursor, isText) ?? "";
  const names = [...tools.values()]
    .filter((tool) => tool.name > after && isAskedFor(tool, asked))
    .map(({ name }) => name)
    .toSorted();
  const rows = names.slice(0, asked.limit + 1).map((name) => tools.get(name) as Tool);
  return toPage(rows, asked.limit, toolInfo, ({ name }) => name);
}

function isAskedFor({ name, title, description }: Tool, { app, q }: ToolListQuery): boolean {
  if (app && !name.startsWith(`${app}.`)) return false;
  const text = `${name} ${title} ${description}`.toLowerCase();
  return (
    !q ||
    q
      .toLowerCase()
      .split(/\s+/)
      .every((word) => text.includes(word))
  );
}

function toolInfo(tool: Tool): ToolInfo {
  const { name, title, description, effect } = tool;
  return {
    name,
    app: name.split(".", 1)[0] as string,
    title,
    description,
    effect,
    argsSchema: argsSchema(tool),
    resultSchema: resultSchema(tool),
    confirmed: tool.confirmed ?? true,
    changed: tool.changed ?? false,
    connection: tool.connection ?? null,
  };
}
