import { z } from "zod";

/** Data that does not come with what it belongs to: its length in bytes, and how it begins. */
export const LongBody = z.object({ bytes: z.number().int(), head: z.string() }).meta({ id: "LongBody" });
export type LongBody = z.infer<typeof LongBody>;
