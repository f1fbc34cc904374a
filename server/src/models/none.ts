import { ModelError, type Models } from "./models.ts";

/** Of a process that has none: agents' steps are handed to people. */
export const NO_MODELS: Models = {
  describe: async () => await Promise.resolve(null),
  turn: async () => await Promise.reject(new ModelError("not_found", "No model is connected.")),
};
