import type { Interaction, RespondToInteraction } from "@taskwright/api/interaction.ts";
import { routes } from "@taskwright/api/routes.ts";
import { readFile } from "node:fs/promises";
import { describeDecision, renderRequest } from "../ask.ts";
import type { Client } from "../client.ts";
import { defineVerb, serverFlags, type Noun } from "../command.ts";
import { connect } from "../connect.ts";
import { formatAgo, formatMoment } from "../duration.ts";
import { EXIT, usageError, type ExitCode } from "../exit.ts";
import { idOf, repeated, wholeNumber } from "../flags.ts";
import { readInputs } from "../inputs.ts";
import { fillForm, LEFT } from "../prompt.ts";
import type { JsonSchema } from "../schema.ts";
import { renderTable } from "../table.ts";
import { isInteractive, paint, plainLine, print, printJson, tell } from "../terminal.ts";
import { uploadFile } from "../upload.ts";

const requestArgument = {
  request: { type: "positional", required: true, description: "Its number, as inbox list shows it" },
} as const;
const commentFlag = {
  comment: { type: "string", alias: "m", description: "Kept with the decision", valueHint: "words" },
} as const;

const list = defineVerb({
  name: "list",
  about: "Lists what people are asked and nobody has decided yet",
  examples: ["inbox list", "inbox list --mine", "inbox list --task 812 --all --json"],
  args: {
    mine: { type: "boolean", description: "Only what you may decide" },
    all: { type: "boolean", description: "Also what is decided or withdrawn" },
    task: { type: "string", description: "Only requests of this task", valueHint: "number" },
    limit: { type: "string", description: "How many at most (50; up to 200)", valueHint: "number" },
    cursor: { type: "string", description: "Where the last page ended: nextCursor of --json" },
    ...serverFlags,
  },
  async run({ args }) {
    const client = await connect(args);
    const page = await client.call(routes.interactions.list, {
      query: {
        status: args.all ? undefined : "open",
        mine: args.mine ? "true" : undefined,
        task: args.task === undefined ? undefined : idOf("task", args.task),
        limit: wholeNumber("--limit", args.limit),
        cursor: args.cursor,
      },
    });
    if (args.json) return printJson(page);
    if (page.items.length === 0) return tell(args.all ? "No requests." : "Nothing waits for a decision.");
    print(
      renderTable<Interaction>(
        [
          { title: "request", value: (one) => one.id, align: "right" },
          { title: "kind", value: (one) => one.kind },
          {
            title: "title",
            value: (one) => one.title,
            flexible: true,
            paint: (text, one) => (one.mine ? paint("magenta", text) : text),
          },
          { title: "task", value: (one) => `#${one.task.id}`, align: "right" },
          { title: "for", value: (one) => one.assignees.join(", "), flexible: true },
          { title: "asked", value: (one) => formatAgo(one.openedAt) },
          {
            title: args.all ? "outcome" : "until",
            value: args.all ? outcomeOf : (one) => (one.dueAt === null ? null : formatMoment(one.dueAt)),
          },
        ],
        page.items,
      ),
    );
    if (page.nextCursor !== null) tell(`There are more: --cursor ${page.nextCursor}`);
  },
});

const show = defineVerb({
  name: "show",
  about: "Shows a request: what is decided on, and by whom",
  examples: ["inbox show 12"],
  args: { ...requestArgument, ...serverFlags },
  async run({ args }) {
    const client = await connect(args);
    const interaction = await client.call(routes.interactions.get, { params: { id: idOf("request", args.request) } });
    if (args.json) return printJson(interaction);
    print(
      `${paint("bold", plainLine(interaction.title))}  ${paint("dim", `task #${interaction.task.id}, for ${interaction.assignees.map(plainLine).join(", ")}`)}`,
    );
    const request = renderRequest(interaction);
    if (request !== "") print(`\n${request}`);
    if (interaction.status !== "open") print(`\n${describeDecision(interaction)}`);
  },
});

const approve = defineVerb({
  name: "approve",
  about: "Approves a request; its task goes on at once",
  examples: ["inbox approve 12", 'inbox approve 12 --comment "as agreed with Dana"'],
  args: { ...requestArgument, ...commentFlag, ...serverFlags },
  run: ({ args }) => decide(args, { outcome: "approve", comment: args.comment }),
});

const reject = defineVerb({
  name: "reject",
  about: "Rejects a request; its task ends or goes on as its definition says",
  examples: ['inbox reject 12 --comment "the total is wrong"'],
  args: { ...requestArgument, ...commentFlag, ...serverFlags },
  run: ({ args }) => decide(args, { outcome: "reject", comment: args.comment }),
});

const answer = defineVerb({
  name: "answer",
  about: "Answers a question: by --set, as JSON, or in the terminal",
  examples: [
    "inbox answer 12",
    "inbox answer 12 --set country=DE --set confirmed=true",
    `inbox answer 12 --answer '{"country": "DE"}'`,
    "inbox answer 12 --answer @answer.json",
  ],
  args: {
    ...requestArgument,
    set: {
      type: "string",
      alias: "s",
      description: "A value of the form; may be given several times",
      valueHint: "name=value",
    },
    answer: { type: "string", description: "The whole answer as JSON, or @file", valueHint: "json" },
    ...commentFlag,
    ...serverFlags,
  },
  repeatable: ["set"],
  async run({ args, rawArgs }) {
    const client = await connect(args);
    const id = idOf("request", args.request);
    const given = await givenAnswer(client, id, args.answer, repeated(rawArgs, "set", "s"));
    if (given === LEFT) return EXIT.detached;
    return send(client, id, { outcome: "answer", answer: given, comment: args.comment }, args.json === true);
  },
});

export const inbox: Noun = {
  name: "inbox",
  about: "The inbox: what waits for a person",
  verbs: { list, show, approve, reject, answer },
};

async function decide(
  args: { request: string; url?: string; key?: string; profile?: string; json?: boolean },
  reply: RespondToInteraction,
): Promise<ExitCode> {
  const client = await connect(args);
  return send(client, idOf("request", args.request), reply, args.json === true);
}

async function send(client: Client, id: number, reply: RespondToInteraction, json: boolean): Promise<ExitCode> {
  const interaction = await client.call(routes.interactions.respond, { params: { id }, body: reply });
  if (json) printJson(interaction);
  else print(describeDecision(interaction));
  return EXIT.complete;
}

async function givenAnswer(client: Client, id: number, json: string | undefined, pairs: string[]): Promise<unknown> {
  if (json !== undefined && pairs.length > 0)
    throw usageError("--answer and --set are two ways to say the same. Use one.");
  if (json !== undefined) return parseAnswer(json.startsWith("@") ? await readFile(json.slice(1), "utf8") : json);
  const interaction = await client.call(routes.interactions.get, { params: { id } });
  if (interaction.status !== "open") throw usageError(describeDecision(interaction));
  const form = (interaction.form ?? {}) as JsonSchema;
  if (pairs.length > 0) return readInputs(pairs, form, async (path) => ({ file: (await uploadFile(client, path)).id }));
  if (!isInteractive()) throw usageError("The answer is missing.", `Give it with --set name=value or --answer '{…}'.`);
  tell(`${paint("bold", plainLine(interaction.title), process.stderr)}\n${renderRequest(interaction)}`);
  return fillForm(form, new AbortController().signal);
}

function parseAnswer(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw usageError(
      `--answer is not JSON: ${(error as Error).message}.`,
      `A text is written in double quotes: --answer '"yes"'`,
    );
  }
}

function outcomeOf(interaction: Interaction): string {
  if (interaction.status !== "decided") return interaction.status;
  return `${interaction.decision?.outcome} by ${interaction.decidedBy?.name}`;
}
