import { expect } from "vitest";
import { callModel } from "../../src/models/call.ts";
import { openProvider, type ProviderModel } from "../../src/models/provider.ts";

/** That a provider answers as the engine needs it: it calls the tool it is offered, and says what that took. */
export async function proveProvider(model: ProviderModel): Promise<void> {
  const { toolCalls, usage } = await callModel(await openProvider(model, []), {
    system: "Use the tool.",
    messages: [{ role: "user", content: "What is the state of order 7?" }],
    tools: [
      {
        name: "orders__find",
        description: "Finds an order by its number",
        inputSchema: { type: "object", properties: { id: { type: "number" } }, required: ["id"] },
      },
    ],
    signal: AbortSignal.timeout(100_000),
  });
  expect(toolCalls).toEqual([expect.objectContaining({ name: "orders__find", input: { id: 7 } })]);
  expect(usage.inputTokens).toBeGreaterThan(0);
}
