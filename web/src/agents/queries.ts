import type { Agent, AgentPage, CreateAgent, UpdateAgent } from "@taskwright/api/agent.ts";
import { queryOptions } from "@tanstack/react-query";
import type { z } from "zod";
import { get, newIdempotencyKey, send } from "../api/http.ts";

export const agentsQuery = queryOptions({
  queryKey: ["agents"],
  queryFn: async ({ signal }) => (await get<z.infer<typeof AgentPage>>("/agents", { limit: 200 }, signal)).items,
});

export function createAgent(agent: z.input<typeof CreateAgent>): Promise<Agent> {
  return send<Agent>("POST", "/agents", agent, newIdempotencyKey());
}

export function updateAgent(id: number, change: z.input<typeof UpdateAgent>): Promise<Agent> {
  return send<Agent>("PATCH", `/agents/${id}`, change);
}
