import { Worker } from "node:worker_threads";
import { ToolError } from "./tool.ts";

export interface ThreadLimits {
  timeoutMs: number;
  memoryMb: number;
  signal: AbortSignal;
}

/** What a thread's file exports: its work, on data that crosses by copy. */
export type ThreadWork<Input, Output> = (input: Input) => Promise<Output> | Output;

/** How a failure crosses back: `code` of a ToolError, absent for a defect. */
export interface ThreadFailure {
  code?: string;
  message: string;
}

/**
 * Runs what is slow, or reads what a stranger made, in a thread of its own: it cannot hold up other
 * tasks, outlive its time or take more memory than it is given. `file` is a module URL whose
 * `work` takes the input.
 */
export async function inThread<Input, Output>(file: URL, input: Input, limits: ThreadLimits): Promise<Output> {
  limits.signal.throwIfAborted();
  const thread = new Worker(new URL("./thread/main.ts", import.meta.url), {
    workerData: { file: file.href, input },
    resourceLimits: { maxOldGenerationSizeMb: limits.memoryMb, maxYoungGenerationSizeMb: 16, stackSizeMb: 4 },
    // nothing of this process's settings or secrets
    env: {},
    stdout: true,
    stderr: true,
  });
  const { promise, resolve, reject } = Promise.withResolvers<Output>();
  const timer = setTimeout(() => {
    reject(new ToolError("timeout", `This took longer than ${limits.timeoutMs / 1000} s and was stopped.`));
  }, limits.timeoutMs);
  const abort = () => reject(new ToolError("aborted", "The call was given up."));
  limits.signal.addEventListener("abort", abort, { once: true });
  thread.on("message", ({ output, failure }: { output?: Output; failure?: ThreadFailure }) => {
    if (failure) reject(failure.code ? new ToolError(failure.code, failure.message) : new Error(failure.message));
    else resolve(output as Output);
  });
  thread.on("error", (error) => {
    const outOfMemory = (error as { code?: string }).code === "ERR_WORKER_OUT_OF_MEMORY";
    reject(
      outOfMemory
        ? new ToolError("too_large", `This needs more than ${limits.memoryMb} MB of memory and was stopped.`)
        : error,
    );
  });
  thread.on("exit", () => reject(new Error("the thread ended without an answer")));
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    limits.signal.removeEventListener("abort", abort);
    await thread.terminate();
  }
}
