import { readFile } from "node:fs/promises";
import type { Agent, UpdateAgent } from "@taskwright/api/agent.ts";
import { routes } from "@taskwright/api/routes.ts";
import type { Client } from "../client.ts";
import { defineVerb, serverFlags, type Noun } from "../command.ts";
import { connect } from "../connect.ts";
import { agentNamed, allAgents, modelNamed } from "../everything.ts";
import { usageError } from "../exit.ts";
import { wholeNumber } from "../flags.ts";
import { hoursText, readHours } from "../hours.ts";
import { renderTable } from "../table.ts";
import { paint, plain, plainLine, print, printJson, tell } from "../terminal.ts";

const list = defineVerb({
  name: "list",
  about: "Lists agents: whether they can work, their limits, and what they have to do",
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
            value: stateOf,
            paint: (text, agent) => (agent.availability.able ? text : paint("yellow", text)),
          },
          { title: "model", value: (agent) => agent.model?.name ?? "none", flexible: true },
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

/** In one word; `show` says the rest. */
function stateOf({ enabled, availability: { able, reasons } }: Agent): string {
  if (!enabled) return "off";
  if (able) return "on";
  const words = {
    stopped: "stopped",
    off: "off",
    hours: "closed",
    busy: "busy",
    no_model: "on",
    model_trouble: "model",
    model_quiet: "model",
    budget: "budget",
  };
  return words[reasons[0]!.code];
}

const show = defineVerb({
  name: "show",
  about: "Shows an agent: whether it can work and why not, what it may use, what it spent today",
  examples: ["agents show accounts-payable"],
  args: { agent: { type: "positional", required: true, description: "Its name" }, ...serverFlags },
  async run({ args }) {
    const agent = await agentNamed(await connect(args), args.agent);
    if (args.json) return printJson(agent);
    const { availability, today, budget } = agent;
    print(`${plainLine(agent.name)}: ${availability.able ? "can work" : "cannot work now"}`);
    for (const { text } of availability.reasons) print(`  ${plainLine(text)}`);
    print(`model:    ${plainLine(agent.model?.name ?? "none")}`);
    print(`at once:  ${agent.maxConcurrent ?? "no limit"}; ${agent.running} running, ${agent.queued} queued`);
    print(`hours:    ${hoursText(agent.hours)}`);
    const tools = agent.tools?.map((rule) => `${rule.tool} ${rule.policy}${rule.when ? ` when ${rule.when}` : ""}`);
    print(`tools:    ${tools ? plainLine(tools.join(", ") || "none") : "all; external calls ask"}`);
    print(`budget:   ${budget ? JSON.stringify(budget) : "none"}`);
    print(
      `today:    $${today.money.toFixed(4)}, ${today.tokens} new tokens, ${today.calls} calls, ${today.minutes.toFixed(1)} min`,
    );
    if (agent.instructions) print(`\n${plain(agent.instructions)}`);
  },
});

const settings = {
  description: { type: "string", description: "What it is for" },
  instructions: { type: "string", description: "How it works, in words; @file reads a file", valueHint: "text" },
  model: { type: "string", description: "The model it asks", valueHint: "name|none" },
  limit: { type: "string", description: "How many of its tasks may run at once", valueHint: "number|none" },
  hours: {
    type: "string",
    description: 'When it takes tasks: "mon-fri 09:00-17:00 Europe/Berlin"',
    valueHint: "hours|always",
  },
  "money-per-task": {
    type: "string",
    description: "US dollars a task may cost before it asks",
    valueHint: "number|none",
  },
  "money-per-day": {
    type: "string",
    description: "US dollars a day may cost before tasks ask",
    valueHint: "number|none",
  },
} as const;

const create = defineVerb({
  name: "create",
  about: "Creates an agent",
  examples: ['agents create accounts-payable --model fast --limit 2 --hours "mon-fri 08:00-18:00 Europe/Berlin"'],
  args: { agent: { type: "positional", required: true, description: "Its name" }, ...settings, ...serverFlags },
  async run({ args }) {
    const client = await connect(args);
    const agent = await client.call(routes.agents.create, {
      body: { ...(await settingsOf(client, args, null)), name: args.agent },
    });
    if (args.json) return printJson(agent);
    print(`Created ${plainLine(agent.name)}.`);
  },
});

const set = defineVerb({
  name: "set",
  about: "Changes an agent: what it is told, its model, hours, limits, on or off",
  examples: [
    "agents set accounts-payable --limit 2",
    "agents set accounts-payable --model none --hours always",
    "agents set accounts-payable --off  # its tasks wait in the queue",
  ],
  args: {
    agent: { type: "positional", required: true, description: "Its name" },
    ...settings,
    on: { type: "boolean", description: "Lets it take tasks" },
    off: { type: "boolean", description: "Lets it take no more tasks; what runs goes on" },
    ...serverFlags,
  },
  async run({ args }) {
    if (args.on && args.off) throw usageError("--on and --off exclude each other.");
    const client = await connect(args);
    const enabled = args.on ? true : args.off ? false : undefined;
    await change(client, args, async (agent) => ({ ...(await settingsOf(client, args, agent)), enabled }));
  },
});

const on = turn("on", "Lets an agent take tasks", true);
const off = turn("off", "Lets an agent take no more tasks; what runs goes on", false);

export const agents: Noun = {
  name: "agents",
  about: "Agents: who carries tasks out",
  verbs: { list, show, create, set, on, off },
};

function turn(name: string, about: string, enabled: boolean) {
  return defineVerb({
    name,
    about,
    examples: [`agents ${name} accounts-payable`],
    args: { agent: { type: "positional", required: true, description: "Its name" }, ...serverFlags },
    async run({ args }) {
      await change(await connect(args), args, async () => await Promise.resolve({ enabled }));
    },
  });
}

async function change(
  client: Client,
  args: { agent: string; json?: boolean | undefined },
  changeOf: (agent: Agent | null) => Promise<UpdateAgent>,
): Promise<void> {
  if (Object.values(await changeOf(null)).every((value) => value === undefined))
    throw usageError("Nothing to change.", "Give --limit, --model, --hours, --instructions, --on or --off.");
  const agent = await agentNamed(client, args.agent);
  const changed = await client.call(routes.agents.update, {
    params: { id: agent.id },
    body: { ...(await changeOf(agent)), version: agent.version },
  });
  if (args.json) return printJson(changed);
  const limit =
    changed.maxConcurrent === null ? "any number of tasks at once" : `at most ${changed.maxConcurrent} at once`;
  print(`${plainLine(changed.name)} is ${changed.enabled ? "on" : "off"}, ${limit}.`);
}

interface Settings {
  description?: string | undefined;
  instructions?: string | undefined;
  model?: string | undefined;
  limit?: string | undefined;
  hours?: string | undefined;
  "money-per-task"?: string | undefined;
  "money-per-day"?: string | undefined;
}

async function settingsOf(client: Client, args: Settings, agent: Agent | null): Promise<Omit<UpdateAgent, "version">> {
  return {
    description: args.description,
    instructions: args.instructions?.startsWith("@")
      ? await readFile(args.instructions.slice(1), "utf8")
      : args.instructions,
    modelId:
      args.model === undefined ? undefined : args.model === "none" ? null : (await modelNamed(client, args.model)).id,
    maxConcurrent: args.limit === "none" ? null : wholeNumber("--limit", args.limit),
    hours: readHours(args.hours),
    budget: budgetOf(args, agent),
  };
}

/** Only the money; the rest of a budget stays as it is. */
function budgetOf(args: Settings, agent: Agent | null): Agent["budget"] | undefined {
  const [task, day] = [args["money-per-task"], args["money-per-day"]];
  if (task === undefined && day === undefined) return undefined;
  const { perTask, perDay } = agent?.budget ?? {};
  return { perTask: withMoney(perTask, task), perDay: withMoney(perDay, day) };
}

function withMoney<Limits extends { money?: number | undefined }>(
  before: Limits | undefined,
  text: string | undefined,
): Limits | undefined {
  if (text === undefined) return before;
  const money = text === "none" ? undefined : Number(text);
  if (money !== undefined && !(money > 0))
    throw usageError(`"${text}" is no amount of money.`, "Write dollars, like 2.50, or none.");
  return { ...before, money } as Limits;
}
