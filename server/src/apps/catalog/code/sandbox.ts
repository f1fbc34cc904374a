import { getQuickJS, type QuickJSContext, shouldInterruptAfterDeadline } from "quickjs-emscripten";
import { ToolError } from "../../tool.ts";

export interface CodeInput {
  code: string;
  /** JSON */
  input: string;
  timeoutMs: number;
  memoryMb: number;
}

export interface CodeOutput {
  /** JSON */
  result: string;
  log: string[];
}

const STACK_BYTES = 512 * 1024;
const MOST_LOG_LINES = 200;
const LONGEST_LOG_LINE = 2_000;
const LONGEST_RESULT_CHARS = 16 * 1024 * 1024;

/** A JavaScript engine inside WebAssembly: the script sees its input, the language, and nothing else. */
export async function work({ code, input, timeoutMs, memoryMb }: CodeInput): Promise<CodeOutput> {
  const quickjs = await getQuickJS();
  const runtime = quickjs.newRuntime();
  runtime.setMemoryLimit(memoryMb * 1024 * 1024);
  runtime.setMaxStackSize(STACK_BYTES);
  const deadline = Date.now() + timeoutMs;
  runtime.setInterruptHandler(shouldInterruptAfterDeadline(deadline));
  const context = runtime.newContext();
  const log: string[] = [];
  provideLog(context, log);
  // The input travels as text and is parsed inside: nothing of ours is reachable from it.
  context.newString(input).consume((text) => context.setProp(context.global, "__input", text));
  const outcome = context.evalCode(wrapped(code), "code.js");
  const failure = (error: unknown) => failureOf(error, { late: Date.now() >= deadline, timeoutMs, memoryMb });
  if (outcome.error) throw failure(outcome.error.consume((error) => context.dump(error) as unknown));
  const promise = outcome.value;
  const pending = runtime.executePendingJobs();
  if (pending.error) throw failure(pending.error.consume((error) => context.dump(error) as unknown));
  const state = context.getPromiseState(promise);
  if (state.type === "pending") {
    if (Date.now() >= deadline) throw failure({ message: "interrupted" });
    // An allocation that fails between two promises ends their chain without a word: both look the same from here.
    const memory = `Or it needed more than its ${memoryMb} MB of memory between two promises.`;
    throw new ToolError(
      "code_failed",
      `The code waits for something that never comes: nothing here answers later. ${memory}`,
    );
  }
  if (state.type === "rejected") throw failure(state.error.consume((error) => context.dump(error) as unknown));
  const result = state.value.consume((value) => context.getString(value));
  if (result.length > LONGEST_RESULT_CHARS) throw new ToolError("too_large", "The code returned more than 16 MB.");
  return { result, log };
}

/** On lines of its own, so that a comment at the end of the code ends there. JSON on the inside, where it was made. */
function wrapped(code: string): string {
  return `(async () => {
const input = JSON.parse(__input);
const result = await (async (input) => {
${code}
})(input);
return JSON.stringify(result === undefined ? null : result) ?? "null";
})()`;
}

function provideLog(context: QuickJSContext, log: string[]): void {
  const write = context.newFunction("log", (...args) => {
    if (log.length >= MOST_LOG_LINES) return;
    const parts = args.map((arg) => {
      const value: unknown = context.dump(arg);
      return typeof value === "string" ? value : (JSON.stringify(value) ?? String(value));
    });
    log.push(parts.join(" ").slice(0, LONGEST_LOG_LINE));
  });
  const console = context.newObject();
  for (const name of ["log", "info", "warn", "error"]) context.setProp(console, name, write);
  context.setProp(context.global, "console", console);
  write.dispose();
  console.dispose();
}

function failureOf(error: unknown, limits: { late: boolean; timeoutMs: number; memoryMb: number }): ToolError {
  const { name = "Error", message = String(error), stack = "" } = (error ?? {}) as Partial<Error>;
  if (limits.late && message === "interrupted") {
    return new ToolError("timeout", `The code ran longer than ${limits.timeoutMs / 1000} s and was stopped.`);
  }
  if (message === "out of memory") {
    return new ToolError("too_large", `The code needs more than ${limits.memoryMb} MB of memory and was stopped.`);
  }
  // three lines of ours stand before the author's first
  const line = /code\.js:(\d+)/.exec(stack)?.[1];
  const place = line === undefined ? "" : ` (line ${Math.max(1, Number(line) - 3)})`;
  return new ToolError("code_failed", `The code failed: ${name}: ${message}${place}`);
}
