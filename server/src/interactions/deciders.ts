import type { Deciders, Interaction } from "@taskwright/api/interaction.ts";
import type { Db } from "../db/database.ts";

/** People who may decide it: those asked by name or role, and owners, who may always step in. */
export async function listDeciders(
  db: Db,
  { assignees }: Pick<Interaction, "assignees">,
  workspaceId: number,
): Promise<Deciders["items"]> {
  const names = new Set(assignees.map((assignee) => assignee.toLowerCase()));
  const people = await db
    .selectFrom("users")
    .select(["id", "name", "login", "role"])
    .where("workspace_id", "=", workspaceId)
    .where("disabled_at", "is", null)
    .orderBy("name")
    .execute();
  return people
    .map(({ id, name, login, role }) => ({
      id,
      name,
      asked: names.has(`role:${role}`) || names.has(`user:${login.toLowerCase()}`),
      owner: role === "owner",
    }))
    .filter(({ asked, owner }) => asked || owner)
    .toSorted((one, other) => Number(other.asked) - Number(one.asked))
    .slice(0, 200)
    .map(({ id, name, asked }) => ({ id, name, asked }));
}
