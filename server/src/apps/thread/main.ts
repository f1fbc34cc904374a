import { parentPort, workerData } from "node:worker_threads";
import { messageOf } from "../../errors.ts";
import type { ThreadWork } from "../thread.ts";
import { ToolError } from "../tool.ts";

// The inside of apps/thread.ts: one piece of work, one answer.
const { file, input } = workerData as { file: string; input: unknown };
try {
  const { work } = (await import(file)) as { work: ThreadWork<unknown, unknown> };
  parentPort!.postMessage({ output: await work(input) });
} catch (error) {
  const code = error instanceof ToolError ? error.code : undefined;
  parentPort!.postMessage({ failure: { ...(code ? { code } : {}), message: messageOf(error) } });
}
