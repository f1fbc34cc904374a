import { PlanItem } from "@taskwright/api/task.ts";
import { z } from "zod";

/** What every agent can do besides calling tools. */
export const OWN_TOOLS = {
  plan: {
    description:
      "Say what you will do, as a list in order, and how far you are. Call it again with the whole list whenever something changes. People see it.",
    input: z.object({
      items: z
        .array(PlanItem.extend({ text: z.string().min(1).max(300) }))
        .min(1)
        .max(50),
    }),
  },
  decide: {
    description: "Record a decision: what you decided, and why. People read it later.",
    input: z.object({ decision: z.string().min(1).max(2_000), why: z.string().min(1).max(4_000) }),
  },
  ask: {
    description:
      "Ask a person, and wait for the answer. Give choices when there are some; a form (JSON Schema of an object) when you need several values.",
    input: z.object({
      question: z.string().min(1).max(500),
      details: z.string().max(10_000).optional().describe("what the person must know to answer"),
      choices: z.array(z.string().min(1).max(300)).min(2).max(20).optional(),
      form: z.record(z.string(), z.unknown()).optional(),
      to: z
        .array(
          z
            .string()
            .regex(/^(user:.+|role:(owner|builder|operator|approver))$/, 'write "role:approver" or "user:dana"'),
        )
        .min(1)
        .max(10)
        .optional()
        .describe('who is asked: "role:approver", "user:dana"; default: any operator'),
    }),
  },
  find_tools: {
    description:
      "You have more tools than you see. Say in a few words what one should do; the best matches are told to you, and you can call them from then on.",
    input: z.object({
      words: z.string().min(1).max(500).describe('such as "create issue"'),
      most: z.number().int().min(1).max(20).default(8),
    }),
  },
} as const;

export type OwnTool = keyof typeof OWN_TOOLS;

export function isOwnTool(name: string): name is OwnTool {
  return Object.hasOwn(OWN_TOOLS, name);
}

export const FINISH = "finish";
/** Offered where tools do not fit. */
export const FIND_TOOLS: OwnTool = "find_tools";
