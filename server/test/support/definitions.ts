import type { DefinitionIssue } from "@taskwright/api/definition.ts";
import type { InputSpec } from "@taskwright/api/language.ts";
import { z } from "zod";
import { type Catalog, defineTool } from "../../src/apps/tool.ts";
import { checkDefinition } from "../../src/definitions/check.ts";
import { effectiveDefinition } from "../../src/definitions/inherit.ts";
import { parseDefinition } from "../../src/definitions/language.ts";

/** A few tools that do nothing, for definitions to name. */
export const testCatalog: Catalog = new Map(
  [
    testTool("csv.read", z.strictObject({ file: z.unknown(), limit: z.number().optional() })),
    testTool(
      "csv.append",
      z.strictObject({
        file: z.string(),
        row: z.record(z.string(), z.unknown()),
        mode: z.enum(["add", "replace"]).default("add"),
      }),
    ),
    testTool("email.send", z.strictObject({ to: z.string(), subject: z.string(), text: z.string() })),
  ].map((tool) => [tool.name, tool]),
);

function testTool(name: string, args: z.ZodType) {
  return defineTool({
    name,
    title: name,
    description: name,
    effect: "write",
    idempotent: true,
    args,
    run: async () => null,
  });
}

const definitions = new Map<string, Record<string, InputSpec>>([["Sub", { amount: { type: "number" } }]]);

/** What is found in a text that stands alone, with one other definition ("Sub") and one agent ("default"). */
export function issuesOf(source: string): DefinitionIssue[] {
  const parsed = parseDefinition(source);
  if (!parsed.document) return parsed.issues;
  const effective = effectiveDefinition([parsed.document]);
  return [
    ...parsed.issues,
    ...checkDefinition(parsed, effective, { tools: testCatalog, definitions, agents: new Set(["default"]) }),
  ];
}
