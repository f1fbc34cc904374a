import { z } from "zod";

/** Lists are pages: `nextCursor` is opaque and absent on the last one. */
export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() });
}

export const PageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(200).optional(),
});
export type PageQuery = z.infer<typeof PageQuery>;

export const Id = z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER);
export const Timestamp = z.iso.datetime().describe("ISO 8601, UTC");

/** Inputs, outputs and the like: any JSON. The depth and size are limited where they enter. */
export const AnyJson = z.unknown();
