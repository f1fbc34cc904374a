import { asKept } from "../engine/as-kept.ts";
import { type Tool, ToolError } from "../apps/tool.ts";

const LARGEST_OUTPUT_CHARS = 16 * 1024 * 1024;

/** What a tool answers must be JSON, of the shape it promised, and not enormous. */
export function checkedAnswer(tool: Tool, output: unknown): unknown {
  if (output === undefined || output === null) return null;
  let value: unknown = output;
  if (tool.result) {
    const parsed = tool.result.safeParse(output);
    if (!parsed.success) {
      throw new ToolError(
        "bad_result",
        `"${tool.name}" answered something else than it promised: ${parsed.error.issues[0]?.path.join(".")} ${parsed.error.issues[0]?.message}`,
      );
    }
    value = parsed.data;
  }
  let text: string | undefined;
  try {
    text = JSON.stringify(value);
  } catch (cause) {
    throw new ToolError("bad_result", `"${tool.name}" answered something that is no JSON.`, { cause });
  }
  if (text === undefined) return null;
  if (text.length > LARGEST_OUTPUT_CHARS) {
    throw new ToolError(
      "too_large",
      `"${tool.name}" answered ${Math.round(text.length / 1024 / 1024)} MB; at most ${LARGEST_OUTPUT_CHARS / 1024 / 1024} MB are kept. Let it write a file instead.`,
    );
  }
  return asKept(value, text);
}
