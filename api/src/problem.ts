import { z } from "zod";
import { Sentence } from "./sentence.ts";

/** RFC 9457. `code` is stable: programs branch on it, people read `detail`. */
export const Problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    code: z.string(),
    detail: z.string(),
    sentence: Sentence.optional().describe("the detail for other languages"),
    instance: z.string().optional(),
    details: z.record(z.string(), z.unknown()).optional(),
  })
  .meta({ id: "Problem" });
export type Problem = z.infer<typeof Problem>;
