import { sentence } from "@taskwright/api/sentence.ts";
import type { AgentToolRule } from "@taskwright/api/agent.ts";
import type { PolicyCheck } from "@taskwright/api/policy-check.ts";
import type { z } from "zod";
import type { Actor } from "../access/actor.ts";
import type { Catalogs } from "../apps/tool.ts";
import type { Db } from "../db/database.ts";
import { loadSnapshot } from "../definitions/snapshot.ts";
import { AppError } from "../errors.ts";
import { agentRules } from "./agent-rules.ts";
import { decidePolicy, type PolicyDecision } from "./policy.ts";
import { unnamedHost } from "./unnamed-host.ts";

/** Which rule would decide about a call, as the engine decides: nothing is called. */
export async function checkPolicy(
  db: Db,
  catalogs: Catalogs,
  actor: Actor,
  definitionId: number,
  asked: z.output<typeof PolicyCheck>,
): Promise<PolicyDecision> {
  const { workspaceId } = actor;
  const row = await db
    .selectFrom("definitions")
    .select("snapshot_id")
    .where("id", "=", definitionId)
    .where("workspace_id", "=", workspaceId)
    .executeTakeFirst();
  if (!row)
    throw new AppError("not_found", `There is no definition ${definitionId}.`, {
      sentence: sentence("refused.none", { noun: "definition", id: definitionId }),
    });
  const definition = await loadSnapshot(db, row.snapshot_id);
  const tool = (await catalogs.of(workspaceId)).get(asked.tool);
  if (!tool)
    throw new AppError("unprocessable", `There is no tool "${asked.tool}".`, {
      sentence: sentence("refused.none", { noun: "tool", id: asked.tool }),
    });
  const agent = await findAgent(db, workspaceId, asked.agent ?? definition.agent ?? undefined);
  const parsed = tool.args.safeParse(asked.args);
  const args = parsed.success ? parsed.data : asked.args;
  const named = { hosts: definition.hosts, texts: [agent.instructions, asked.inputs] };
  return await decidePolicy({
    tool,
    scope: { inputs: asked.inputs, steps: {}, now: new Date().toISOString(), args },
    chosenBy: asked.chosenBy,
    definition: definition.controls,
    agent: { name: agent.name, rules: agentRules(agent.tools as AgentToolRule[] | null) },
    untrusted: asked.untrusted ? "content from outside" : null,
    unnamedHost: asked.chosenBy === "model" ? unnamedHost(tool, args, named) : null,
  });
}

async function findAgent(db: Db, workspaceId: number, name: string | undefined) {
  let select = db
    .selectFrom("agents")
    .select(["name", "tools", "instructions"])
    .where("workspace_id", "=", workspaceId)
    .orderBy("id");
  if (name !== undefined) select = select.where("name", "=", name);
  const agent = await select.limit(1).executeTakeFirst();
  if (!agent)
    throw new AppError("unprocessable", `There is no agent called "${name}".`, {
      sentence: sentence("refused.none", { noun: "agent", id: name ?? "" }),
    });
  return agent;
}
