import type { ToolInfo } from "@taskwright/api/definition.ts";
import { z } from "zod";
import type { Catalog, Tool } from "../apps/tool.ts";
import { isText, type Page, readCursor, toPage } from "../lib/cursor.ts";

/** The catalog by name, with JSON Schemas of what goes in and what comes out. */
export function listTools(tools: Catalog, asked: { limit: number; cursor?: string | undefined }): Page<ToolInfo> {
  const after = readCursor(asked.cursor, isText) ?? "";
  const names = [...tools.keys()].filter((name) => name > after).toSorted();
  const rows = names.slice(0, asked.limit + 1).map((name) => tools.get(name) as Tool);
  return toPage(rows, asked.limit, toolInfo, ({ name }) => name);
}

function toolInfo({ name, title, description, effect, args, result }: Tool): ToolInfo {
  return {
    name,
    app: name.split(".", 1)[0] as string,
    title,
    description,
    effect,
    argsSchema: jsonSchema(args, "input"),
    resultSchema: result ? jsonSchema(result, "output") : null,
  };
}

function jsonSchema(schema: z.ZodType, io: "input" | "output") {
  return z.toJSONSchema(schema, { io, unrepresentable: "any" });
}
