import type { CallToolResult, ContentBlock as Block } from "@modelcontextprotocol/sdk/types.js";
import { Readable } from "node:stream";
import type { AppServices } from "../app.ts";
import { fileRef, writeFile } from "../files.ts";
import { checker } from "../imported/check.ts";
import { withoutSecrets } from "../without-secrets.ts";
import { type JsonSchema, type ToolCall, ToolError } from "../tool.ts";

const LONGEST_TEXT = 2 * 1024 * 1024;
const MOST_BLOCKS = 200;

/** What a tool of a server answered: its structured answer if it promised one, else {text, content}. */
export async function answerOf(
  services: AppServices,
  { tool, result }: { tool: string; result: JsonSchema | null },
  answer: CallToolResult,
  call: ToolCall,
): Promise<unknown> {
  const blocks = answer.content ?? [];
  if (blocks.length > MOST_BLOCKS) throw new ToolError("too_large", `"${tool}" answered in ${blocks.length} parts.`);
  const text = blocks.flatMap((block) => (block.type === "text" ? [block.text] : [])).join("\n");
  if (text.length > LONGEST_TEXT) throw new ToolError("too_large", `"${tool}" answered ${text.length} characters.`);
  if (answer.isError)
    throw new ToolError("mcp_tool_failed", `"${tool}" failed: ${text.slice(0, 1_000) || "it did not say why"}`);
  if (result !== null) return structured(tool, result, answer.structuredContent);
  if (answer.structuredContent !== undefined) return answer.structuredContent;
  const others = blocks.filter((block) => block.type !== "text");
  if (others.length === 0) return { text };
  return { text, content: await Promise.all(others.map(async (block) => await kept(services, block, call))) };
}

/** A server may promise one thing and answer another. */
function structured(tool: string, schema: JsonSchema, value: unknown): unknown {
  const parsed = checker(() => schema).safeParse(value);
  if (parsed.success) return value;
  const { path, message } = parsed.error.issues[0]!;
  throw new ToolError(
    "bad_result",
    `"${tool}" answered something else than it promised: ${path.join(".") || "the answer"} ${message}`,
  );
}

/** Pictures and the like become files: a journal is no place for them. */
async function kept(services: AppServices, block: Block, call: ToolCall): Promise<unknown> {
  const data = block.type === "image" || block.type === "audio" ? block.data : blobOf(block);
  if (data === undefined) return block;
  const content = withoutSecrets(Readable.from([Buffer.from(data, "base64")]), call.secrets);
  const name = `${block.type}-${call.stepPath.replace(/\W+/g, "_").slice(-60)}`;
  const row = await writeFile(services, services.database.db, call, { path: null, name, content });
  return { type: block.type, file: fileRef(row) };
}

function blobOf(block: Block): string | undefined {
  return block.type === "resource" && "blob" in block.resource ? block.resource.blob : undefined;
}
