import type { Agent } from "@taskwright/api/agent.ts";
import { routes } from "@taskwright/api/routes.ts";
import type { Client } from "../client.ts";
import { defineVerb, serverFlags, type Noun } from "../command.ts";
import { connect } from "../connect.ts";
import { usageError } from "../exit.ts";
import { wholeNumber } from "../flags.ts";
import { didYouMean } from "../suggest.ts";
import { renderTable } from "../table.ts";
import { paint, plainLine, print, printJson, tell } from "../terminal.ts";

const list = defineVerb({
  name: "list",
  about: "Lists agents: their limits, and what they have to do",
  examples: ["agents list", "agents list --json"],
  args: serverFlags,
  async run({ args }) {
    const agents = await allAgents(await connect(args));
    if (args.json) return printJson({ items: agents, nextCursor: null });
    if (agents.length === 0) return tell("No agents.");
    print(
      renderTable<Agent>(
        [
          { title: "agent", value: (agent) => agent.name, flexible: true },
          {
            title: "state",
            value: (agent) => (agent.enabled ? "on" : "off"),
            paint: (text, agent) => (agent.enabled ? text : paint("yellow", text)),
          },
          { title: "at once", value: (agent) => agent.maxConcurrent ?? "no limit", align: "right" },
          { title: "running", value: (agent) => agent.running, align: "right" },
          { title: "queued", value: (agent) => agent.queued, align: "right" },
          { title: "description", value: (agent) => agent.description ?? "", flexible: true },
        ],
        agents,
      ),
    );
  },
});

const set = defineVerb({
  name: "set",
  about: "Changes an agent: how many tasks at once, on or off",
  examples: [
    "agents set accounts-payable --limit 2",
    "agents set accounts-payable --limit none",
    "agents set accounts-payable --off  # its tasks wait in the queue",
  ],
  args: {
    agent: { type: "positional", required: true, description: "Its name" },
    limit: { type: "string", description: "How many of its tasks may run at once", valueHint: "number|none" },
    on: { type: "boolean", description: "Lets it take tasks" },
    off: { type: "boolean", description: "Lets it take no more tasks; what runs goes on" },
    ...serverFlags,
  },
  async run({ args }) {
    if (args.on && args.off) throw usageError("--on and --off exclude each other.");
    const enabled = args.on ? true : args.off ? false : undefined;
    const maxConcurrent = args.limit === "none" ? null : wholeNumber("--limit", args.limit);
    if (enabled === undefined && maxConcurrent === undefined)
      throw usageError("Nothing to change.", "Give --limit, --on or --off.");
    const client = await connect(args);
    const agent = await agentNamed(client, args.agent);
    const changed = await client.call(routes.agents.update, {
      params: { id: agent.id },
      body: { enabled, maxConcurrent, version: agent.version },
    });
    if (args.json) return printJson(changed);
    const limit =
      changed.maxConcurrent === null ? "any number of tasks at once" : `at most ${changed.maxConcurrent} at once`;
    print(`${plainLine(changed.name)} is ${changed.enabled ? "on" : "off"}, ${limit}.`);
  },
});

export const agents: Noun = { name: "agents", about: "Agents: who carries tasks out", verbs: { list, set } };

async function agentNamed(client: Client, name: string): Promise<Agent> {
  const all = await allAgents(client);
  const found = all.find((agent) => agent.name === name);
  if (found !== undefined) return found;
  const names = all.map((agent) => agent.name);
  throw usageError(`There is no agent "${name}".`, didYouMean(name, names) ?? `There are: ${names.join(", ")}.`);
}

async function allAgents(client: Client): Promise<Agent[]> {
  const agents: Agent[] = [];
  for (let cursor: string | undefined; ;) {
    const page = await client.call(routes.agents.list, { query: { limit: 200, cursor } });
    agents.push(...page.items);
    if (page.nextCursor === null) return agents;
    cursor = page.nextCursor;
  }
}
