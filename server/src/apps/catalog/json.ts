import { Ajv2020 } from "ajv/dist/2020.js";
import { default as addFormats } from "ajv-formats";
import { z } from "zod";
import type { App, AppServices } from "../app.ts";
import { FileArgument, openFile, StorePath, WrittenFile, writeOnce, writtenFile } from "../files.ts";
import { defineTool, ToolError } from "../tool.ts";

const MAX_BYTES = 10 * 1024 * 1024;
const MAX_DEPTH = 200;
const MAX_PROBLEMS = 50;

export function jsonApp(services: AppServices): App {
  const read = defineTool({
    name: "json.read",
    title: "Read JSON",
    description: "Gives a JSON file, or JSON text, as data. Files with one JSON value per line become a list.",
    effect: "read",
    idempotent: true,
    args: z
      .strictObject({
        file: FileArgument.optional(),
        text: z.string().max(MAX_BYTES).optional().describe("the JSON itself, instead of a file"),
      })
      .refine((args) => (args.file === undefined) !== (args.text === undefined), "give either file or text"),
    result: z.object({ data: z.unknown() }),
    async run({ file, text }, call) {
      if (file === undefined) return { data: parsed(text ?? "") };
      const opened = await openFile(services, call, file);
      const content = new TextDecoder().decode(await opened.bytes(MAX_BYTES));
      return { data: opened.row.media_type === "application/x-ndjson" ? parsedLines(content) : parsed(content) };
    },
  });

  const write = defineTool({
    name: "json.write",
    title: "Write JSON",
    description: "Writes data as a JSON file into the store, replacing what was there.",
    effect: "write",
    idempotent: true,
    args: z.strictObject({ path: StorePath, data: z.unknown(), indent: z.number().int().min(0).max(8).default(2) }),
    result: WrittenFile,
    async run({ path, data, indent }, call) {
      const content = `${JSON.stringify(data ?? null, null, indent)}\n`;
      return await writeOnce(services, call, "json.write", async () => ({
        file: { path, content },
        result: writtenFile,
      }));
    },
  });

  const validate = defineTool({
    name: "json.validate",
    title: "Check data against a schema",
    description: "Says whether data fits a JSON Schema (2020-12), and what does not.",
    effect: "read",
    idempotent: true,
    args: z.strictObject({
      data: z.unknown(),
      schema: z.record(z.string(), z.unknown()).describe("JSON Schema"),
      fail: z.boolean().default(false).describe("whether data that does not fit fails the step"),
    }),
    result: z.object({ valid: z.boolean(), problems: z.array(z.object({ path: z.string(), message: z.string() })) }),
    async run({ data, schema, fail }) {
      const problems = check(schema, data);
      if (fail && problems.length > 0) {
        const [first] = problems;
        throw new ToolError(
          "json_invalid",
          `The data does not fit its schema: ${first!.path || "it"} ${first!.message}.`,
          { details: { problems } },
        );
      }
      return { valid: problems.length === 0, problems };
    },
  });

  return { tools: [read, write, validate] };
}

function check(schema: Record<string, unknown>, data: unknown): { path: string; message: string }[] {
  const ajv = new Ajv2020({ allErrors: true, strict: false, validateFormats: true, loadSchema: undefined });
  addFormats.default(ajv);
  const valid = compiled(ajv, schema);
  if (valid(data)) return [];
  return (valid.errors ?? []).slice(0, MAX_PROBLEMS).map((error) => ({
    path: error.instancePath,
    message:
      error.keyword === "additionalProperties"
        ? `must not have "${String(error.params.additionalProperty)}"`
        : (error.message ?? "does not fit"),
  }));
}

function compiled(ajv: Ajv2020, schema: Record<string, unknown>) {
  try {
    return ajv.compile(schema);
  } catch (cause) {
    throw new ToolError("json_schema", `This is no JSON Schema that can be used: ${(cause as Error).message}.`, {
      cause,
    });
  }
}

function parsed(text: string, line?: number): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\ufeff/, ""));
  } catch (cause) {
    const where = line === undefined ? "" : `Line ${line}: `;
    throw new ToolError("json_malformed", `${where}this is not JSON: ${(cause as Error).message}.`, { cause });
  }
  if (depthOf(value) > MAX_DEPTH)
    throw new ToolError("json_too_deep", `The data is nested more than ${MAX_DEPTH} deep.`);
  return value;
}

function parsedLines(text: string): unknown[] {
  return text.split("\n").flatMap((line, index) => (line.trim() === "" ? [] : [parsed(line, index + 1)]));
}

/** Level by level: recursion would end where the stack does. */
function depthOf(value: unknown): number {
  let depth = 0;
  let level = [value];
  while (level.length > 0 && depth <= MAX_DEPTH) {
    level = level.flatMap((each) => (typeof each === "object" && each !== null ? Object.values(each) : []));
    depth++;
  }
  return depth;
}
