import { z } from "zod";

/** Least able last; an owner may do whatever the others may. */
export const Role = z.enum(["owner", "builder", "operator", "approver", "viewer"]).meta({ id: "Role" });
export type Role = z.infer<typeof Role>;

/** Who did it, as every record keeps it. */
export const ActorRecord = z
  .object({
    type: z.enum(["user", "key", "agent", "system"]),
    id: z.number().int().nullable(),
    name: z.string(),
  })
  .meta({ id: "Actor" });
export type ActorRecord = z.infer<typeof ActorRecord>;
