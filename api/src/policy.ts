import { z } from "zod";

/** What a rule says of a call: let it through, ask a person first, or never make it. */
export const Policy = z.enum(["allow", "ask", "deny"]).meta({ id: "Policy" });
export type Policy = z.infer<typeof Policy>;

/** The rule that decided about a call, in words. */
export const DecidingRule = z
  .object({
    policy: Policy,
    where: z
      .enum(["definition", "agent", "untrusted", "default"])
      .describe("untrusted: the task has read content from outside; default: no rule says anything"),
    text: z.string(),
  })
  .meta({ id: "DecidingRule" });
export type DecidingRule = z.infer<typeof DecidingRule>;
