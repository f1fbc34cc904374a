import type { Agent, AgentPage, CreateAgent, UpdateAgent } from "@taskwright/api/agent.ts";
import { queryOptions } from "@tanstack/react-query";
import type { z } from "zod";
import { get, newIdempotencyKey, send } from "../api/http.ts";

export type NewAgent = z.input<typeof CreateAgent>;
export type AgentChange = z.input<typeof UpdateAgent>;

export const agentsQuery = queryOptions({
  queryKey: ["agents"],
  queryFn: async ({ signal }) => (await get<z.infer<typeof AgentPage>>("/agents", { limit: 200 }, signal)).items,
});

export function agentQuery(id: number) {
  return queryOptions({
    queryKey: ["agents", id],
    queryFn: ({ signal }) => get<Agent>(`/agents/${id}`, {}, signal),
  });
}

export function createAgent(agent: NewAgent): Promise<Agent> {
  return send<Agent>("POST", "/agents", agent, newIdempotencyKey());
}

export function updateAgent(id: number, change: AgentChange): Promise<Agent> {
  return send<Agent>("PATCH", `/agents/${id}`, change);
}
