import { routes } from "@taskwright/api/routes.ts";
import type { Stop } from "@taskwright/api/stop.ts";
import { defineVerb, type Noun, serverFlags } from "../command.ts";
import { connect } from "../connect.ts";
import { usageError } from "../exit.ts";
import { wholeNumber } from "../flags.ts";
import { renderTable } from "../table.ts";
import { plainLine, print, printJson, tell } from "../terminal.ts";

const list = defineVerb({
  name: "list",
  about: "Lists what is stopped, by whom and why",
  examples: ["stops list", "stops list --all  # with those that were lifted"],
  args: { all: { type: "boolean", description: "Also those that were lifted" }, ...serverFlags },
  async run({ args }) {
    const client = await connect(args);
    const query = args.all === true ? { limit: 200 } : { limit: 200, lifted: "false" };
    const page = await client.call(routes.stops.list, { query });
    if (args.json) return printJson(page);
    if (page.items.length === 0) return tell("Nothing is stopped.");
    print(
      renderTable<Stop>(
        [
          { title: "stop", value: (stop) => stop.id, align: "right" },
          { title: "what", value: whatOf, flexible: true },
          { title: "by", value: (stop) => stop.createdBy.name },
          { title: "why", value: (stop) => stop.reason, flexible: true },
          { title: "holds", value: (stop) => stop.held, align: "right" },
          { title: "lifted", value: (stop) => stop.liftedBy?.name ?? "" },
        ],
        page.items,
      ),
    );
  },
});

const set = defineVerb({
  name: "set",
  about: "Stops a workspace, agent, definition or tool: nothing of it starts, and what runs ends at its next step",
  examples: [
    'stops set --tool "email.*" --reason "wrong prices in the template"',
    'stops set --agent accounts-payable --reason "pays twice"',
    'stops set --everything --reason "incident 12"',
  ],
  args: {
    everything: { type: "boolean", description: "The whole workspace" },
    agent: { type: "string", description: "An agent's name" },
    definition: { type: "string", description: "A definition's name" },
    tool: { type: "string", description: 'A tool, or a pattern such as "email.*"' },
    reason: { type: "string", required: true, description: "People read it on every task that waits" },
    ...serverFlags,
  },
  async run({ args }) {
    const { agent, definition, tool, reason } = args;
    const what = {
      ...(args.everything === true ? { workspace: true as const } : {}),
      ...(agent === undefined ? {} : { agent }),
      ...(definition === undefined ? {} : { definition }),
      ...(tool === undefined ? {} : { tool }),
    };
    if (Object.keys(what).length !== 1)
      throw usageError("Name one thing to stop.", "Give --everything, --agent, --definition or --tool.");
    const client = await connect(args);
    const stop = await client.call(routes.stops.create, { body: { ...what, reason } });
    if (args.json) return printJson(stop);
    print(`Stopped: ${plainLine(whatOf(stop))}. Lift it with: taskwright stops lift ${stop.id}`);
  },
});

const lift = defineVerb({
  name: "lift",
  about: "Lifts a stop; what it held goes on by itself",
  examples: ["stops lift 3"],
  args: { stop: { type: "positional", required: true, description: "Its number" }, ...serverFlags },
  async run({ args }) {
    const id = wholeNumber("stop", args.stop);
    if (id === undefined) throw usageError("Which stop? See: taskwright stops list");
    const client = await connect(args);
    const stop = await client.call(routes.stops.lift, { params: { id } });
    if (args.json) return printJson(stop);
    print(`Lifted: ${plainLine(whatOf(stop))}. ${stop.held} tasks go on.`);
  },
});

export const stops: Noun = { name: "stops", about: "Kill switches: what may do nothing", verbs: { list, set, lift } };

function whatOf({ kind, target }: Stop): string {
  return target === null ? "everything" : `${kind} ${target}`;
}
