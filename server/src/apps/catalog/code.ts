import { z } from "zod";
import type { App } from "../app.ts";
import { inThread } from "../thread.ts";
import { defineTool } from "../tool.ts";
import type { CodeInput, CodeOutput } from "./code/sandbox.ts";

const SANDBOX = new URL("./code/sandbox.ts", import.meta.url);
/** Over what the script is allowed: for starting the thread and copying data in and out. */
const START_MS = 5_000;

export function codeApp(): App {
  const run = defineTool({
    name: "code.run",
    title: "Run JavaScript",
    description:
      "Runs a piece of JavaScript in a sandbox: the body of a function that gets `input` and returns what the step gives. No files, no network, no clock to wait on; time and memory are limited.",
    effect: "read",
    idempotent: true,
    timeoutMs: 60_000,
    args: z.strictObject({
      code: z.string().min(1).max(200_000).describe("for example: return input.rows.filter(row => row.total > 100)"),
      input: z.unknown().optional().describe("what the code gets as `input`: any JSON"),
      seconds: z.number().positive().max(30).default(5),
      memory_mb: z.number().int().min(1).max(256).default(64),
    }),
    result: z.object({
      result: z.unknown().describe("what the code returned, as JSON"),
      log: z.array(z.string()).describe("what it wrote with console.log: the first 200 lines"),
    }),
    async run({ code, input, seconds, memory_mb: memoryMb }, { signal }) {
      const given: CodeInput = { code, input: JSON.stringify(input ?? null), timeoutMs: seconds * 1000, memoryMb };
      const limits = { timeoutMs: seconds * 1000 + START_MS, memoryMb: 256, signal };
      const { result, log } = await inThread<CodeInput, CodeOutput>(SANDBOX, given, limits);
      return { result: JSON.parse(result) as unknown, log };
    },
  });
  return { tools: [run] };
}
