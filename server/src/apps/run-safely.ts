import { ReconnectNeeded, TokenTrouble } from "../connections/reconnect.ts";
import { AppError } from "../errors.ts";
import { scrubbed } from "./scrub.ts";
import { type ToolCall, ToolError } from "./tool.ts";

/**
 * Runs a tool's code. What the rooms below refuse (no such file, a bad path, a full disk, a
 * connection that is somebody else's) is an expected failure of the call. A database that went away
 * is none of the tool's business and passes as it is. Secrets that it used are taken out of what it
 * answers.
 */
export async function runSafely<Result>(code: (call: ToolCall) => Promise<Result>, call: ToolCall): Promise<Result> {
  return await scrubbed(async (guarded) => {
    try {
      return await code(guarded);
    } catch (error) {
      if (error instanceof ReconnectNeeded) {
        throw new ToolError("reconnect", error.message, { details: { connection: error.connection } });
      }
      if (error instanceof TokenTrouble) throw new ToolError("no_token", error.message, { retryable: true });
      if (!(error instanceof AppError) || error.code === "unavailable") throw error;
      const retryable = error.code === "storage_full";
      throw new ToolError(error.code, error.message, {
        retryable,
        details: error.details,
        sentence: error.sentence,
        cause: error,
      });
    }
  }, call);
}
