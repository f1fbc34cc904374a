import type { AgentBudget } from "@taskwright/api/agent.ts";
import { type Db, prepared, run } from "../db/database.ts";

/** What an agent's own steps need to know of it. */
export interface AgentProfile {
  name: string;
  instructions: string | null;
  /** null: what needs a model is handed to a person */
  modelId: number | null;
  budget: AgentBudget | null;
}

export async function loadAgentProfile(db: Db, id: number): Promise<AgentProfile> {
  const [profile] = await run<AgentProfile>(db, PROFILE, [id]);
  return profile!;
}

const PROFILE = prepared(
  "agents_profile",
  `select name, instructions, model_id as "modelId", budget from agents where id = $1`,
);
