import type { Task, TaskStatus, TaskSummary } from "@taskwright/api/task.ts";
import { type ControlVerb, MOST_CONTROLLED } from "@taskwright/api/task-control.ts";
import { routes } from "@taskwright/api/routes.ts";
import type { Client } from "../client.ts";
import { defineVerb, serverFlags, type Command, type Noun } from "../command.ts";
import { connect } from "../connect.ts";
import { formatAgo, formatDuration } from "../duration.ts";
import { EXIT, type ExitCode, usageError } from "../exit.ts";
import { idOf, wholeNumber } from "../flags.ts";
import { renderData, renderResult } from "../result.ts";
import { renderTable } from "../table.ts";
import { paint, plainLine, print, printJson, tell } from "../terminal.ts";
import { watchTask } from "../watch.ts";

type Tone = Parameters<typeof paint>[0];
const TONES: Partial<Record<TaskStatus, Tone>> = {
  complete: "green",
  error: "red",
  cancelled: "yellow",
  waiting: "magenta",
  running: "cyan",
};

const taskArgument = { task: { type: "positional", required: true, description: "Its number, such as 812" } } as const;

const list = defineVerb({
  name: "list",
  about: "Lists tasks, newest first",
  examples: [
    "tasks list --status waiting,error",
    'tasks list --definition "Customer cleanup" --limit 200 --json',
    "tasks list --query invoice",
  ],
  args: {
    status: { type: "string", description: "One status or several with commas", valueHint: "status,…" },
    definition: { type: "string", description: "Only tasks of this definition", valueHint: "name" },
    agent: { type: "string", description: "Only tasks of this agent", valueHint: "name" },
    query: { type: "string", alias: "q", description: "A number, or words of the title", valueHint: "words" },
    limit: { type: "string", description: "How many at most (50; up to 200)", valueHint: "number" },
    cursor: { type: "string", description: "Where the last page ended: nextCursor of --json" },
    ...serverFlags,
  },
  async run({ args }) {
    const client = await connect(args);
    const { status, definition, agent, query: q, cursor } = args;
    const page = await client.call(routes.tasks.list, {
      query: { status, definition, agent, q, cursor, limit: wholeNumber("--limit", args.limit) },
    });
    if (args.json) return printJson(page);
    if (page.items.length === 0) return tell("No tasks.");
    print(
      renderTable<TaskSummary>(
        [
          { title: "task", value: (task) => `#${task.id}`, align: "right" },
          {
            title: "status",
            value: (task) => task.status,
            paint: (text, task) => paint(TONES[task.status] ?? "reset", text),
          },
          { title: "done", value: (task) => `${Math.floor(task.progress.percent)}%`, align: "right" },
          { title: "title", value: (task) => task.title, flexible: true },
          { title: "agent", value: (task) => task.agent.name, flexible: true },
          {
            title: "elapsed",
            value: (task) => (task.startedAt === null ? null : formatDuration(task.elapsedMs)),
            align: "right",
          },
          { title: "created", value: (task) => formatAgo(task.createdAt) },
          { title: "because", value: (task) => task.reason?.text ?? "", flexible: true },
        ],
        page.items,
      ),
    );
    if (page.nextCursor !== null) tell(`There are more: --cursor ${page.nextCursor}`);
  },
});

const show = defineVerb({
  name: "show",
  about: "Shows a task: how it stands, its inputs, its steps, what came out",
  examples: ["tasks show 812", "tasks show 812 --json"],
  args: { ...taskArgument, ...serverFlags },
  async run({ args }) {
    const client = await connect(args);
    const id = idOf("task", args.task);
    const task = await client.call(routes.tasks.get, { params: { id } });
    const steps = await allSteps(client, id);
    if (args.json) return printJson({ ...task, steps });
    print(renderResult(task, client.connection.url));
    if (task.reason !== null && task.error === null)
      print(`\n${paint("bold", "Because")}  ${plainLine(task.reason.text)}`);
    if (Object.keys(task.inputs).length > 0) print(`\n${paint("bold", "Inputs")}\n${renderData(task.inputs)}`);
    if (steps.length === 0) return;
    print(`\n${paint("bold", "Steps")}`);
    print(
      renderTable(
        [
          { title: "step", value: (step) => step.path, flexible: true },
          { title: "kind", value: (step) => step.tool ?? step.kind },
          { title: "status", value: (step) => step.status },
          { title: "try", value: (step) => step.attempt, align: "right" },
          {
            title: "time",
            value: (step) => (step.durationMs === null ? null : formatDuration(step.durationMs)),
            align: "right",
          },
          { title: "what", value: (step) => step.error?.message ?? step.title ?? "", flexible: true },
        ],
        steps,
      ),
    );
  },
});

const watch = defineVerb({
  name: "watch",
  about: "Follows a task to its end and answers its questions, as run does",
  examples: ["tasks watch 812", "tasks watch 812 --json  # waits, then prints the task"],
  args: {
    ...taskArgument,
    quiet: { type: "boolean", alias: "q", description: "Print the result and nothing before it; ask nothing" },
    ...serverFlags,
  },
  async run({ args }) {
    const client = await connect(args);
    return watchTask(client, idOf("task", args.task), { json: args.json === true, quiet: args.quiet === true });
  },
});

const skip = defineVerb({
  name: "skip",
  about: "Goes on without the step that failed or waits",
  examples: [
    "tasks skip 812",
    "tasks skip 812 --step orders[3].book --reason 'booked by hand'",
    `tasks skip 812 --output '{"rate": 1.1}'  # later steps find this as its output`,
  ],
  args: {
    ...taskArgument,
    step: { type: "string", description: "Its path; the step that failed or waits, unless given", valueHint: "path" },
    output: { type: "string", description: "What later steps find as its output, as JSON", valueHint: "json" },
    reason: { type: "string", description: "Kept in the task's history", valueHint: "words" },
    ...serverFlags,
  },
  async run({ args }): Promise<ExitCode> {
    const client = await connect(args);
    const id = idOf("task", args.task);
    const path = args.step ?? stoppedAt(await client.call(routes.tasks.get, { params: { id } }));
    const output = args.output === undefined ? undefined : readOutput(args.output);
    const change = await client.call(routes.tasks.skip, {
      params: { id },
      body: { path, output, reason: args.reason },
    });
    if (args.json) printJson(change);
    else print(plainLine(change.message));
    return EXIT.complete;
  },
});

/** The one step that keeps a task from going on. */
function stoppedAt(task: Task): string {
  const path = task.error?.stepPath ?? task.reason?.stepPath;
  if (path === undefined)
    throw usageError(`Task #${task.id} is ${task.status}.`, "Say which step: --step <path>. tasks show lists them.");
  return path;
}

function readOutput(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw usageError(
      `--output is not JSON: ${(error as Error).message}.`,
      `A text is written in double quotes: --output '"yes"'`,
    );
  }
}

export const tasks: Noun = {
  name: "tasks",
  about: "Tasks: what runs, what waits, what has ended",
  verbs: {
    list,
    show,
    watch,
    cancel: control("cancel", "Cancels a task for good; a call under way is given up"),
    pause: control("pause", "Pauses a task at its next safe boundary"),
    resume: control("resume", "Goes on with a paused task"),
    retry: control("retry", "Tries a failed task again from its failed step"),
    skip,
  },
};

async function allSteps(client: Client, id: number) {
  const steps = [];
  for (let cursor: string | undefined; ;) {
    const page = await client.call(routes.tasks.steps, { params: { id }, query: { limit: 200, cursor } });
    steps.push(...page.items);
    if (page.nextCursor === null) return steps;
    cursor = page.nextCursor;
  }
}

/** The verbs that change tasks: each says what it did and when it takes effect. */
function control(verb: ControlVerb, about: string): Command {
  return defineVerb({
    name: verb,
    about,
    examples: [`tasks ${verb} 812`, `tasks ${verb} 812 813 814`, `tasks ${verb} 812 --reason "wrong file"`],
    args: {
      task: { type: "positional", required: true, description: "Its number, or several" },
      reason: { type: "string", description: "Kept in the task's history", valueHint: "words" },
      ...serverFlags,
    },
    repeatable: ["task"],
    async run({ args }): Promise<ExitCode> {
      const client = await connect(args);
      if (args._.length > 1) return await controlMany(client, verb, args._, args);
      const change = await client.call(routes.tasks[verb], {
        params: { id: idOf("task", args.task) },
        body: { reason: args.reason },
      });
      if (args.json) printJson(change);
      else print(plainLine(change.message));
      return EXIT.complete;
    },
  });
}

/** Several are done or refused one by one; the command has failed if any was refused. */
async function controlMany(
  client: Client,
  verb: ControlVerb,
  given: string[],
  { reason, json }: { reason?: string; json?: boolean },
): Promise<ExitCode> {
  const ids = [...new Set(given.map((number) => idOf("task", number)))];
  if (ids.length > MOST_CONTROLLED)
    throw usageError(`Up to ${MOST_CONTROLLED} tasks at once, not ${ids.length}.`, "Do it in several commands.");
  const answer = await client.call(routes.tasks.control, { body: { verb, ids, reason } });
  if (json) printJson(answer);
  else
    for (const { id, change, problem } of answer.results) {
      const line = `#${id}  ${plainLine((change?.message ?? problem?.detail)!)}`;
      print(change ? line : paint("red", line));
    }
  if (answer.refused === 0) return EXIT.complete;
  if (!json) tell(`${answer.done} done, ${answer.refused} refused.`);
  return EXIT.error;
}
