import { z } from "zod";
import { AnyJson } from "./page.ts";
import { DecidingRule, Policy } from "./policy.ts";

/** A call that might be made: may it? */
export const PolicyCheck = z
  .object({
    tool: z.string().min(1).max(200),
    args: z.record(z.string(), AnyJson).default({}),
    agent: z.string().max(200).optional().describe("absent: the definition's, or the workspace's first"),
    chosenBy: z.enum(["definition", "model"]).default("definition"),
    untrusted: z.boolean().default(false).describe("as if the task had read content from outside"),
    inputs: z.record(z.string(), AnyJson).default({}),
  })
  .strict()
  .meta({ id: "PolicyCheck" });
export const PolicyVerdict = z
  .object({ policy: Policy, rule: DecidingRule, to: z.array(z.string()).describe("who would be asked") })
  .meta({ id: "PolicyVerdict" });
