import type { Definition } from "@taskwright/api/definition.ts";
import { routes } from "@taskwright/api/routes.ts";
import { openClient, type Client } from "../client.ts";
import { defineVerb, serverFlags } from "../command.ts";
import { findConnection } from "../connect.ts";
import { isDefinitionFile, pushFile, readDefinition } from "../definition-file.ts";
import { EXIT, usageError, type ExitCode } from "../exit.ts";
import { repeated, wholeNumber } from "../flags.ts";
import { howToGive, missingInputs, readInputs, type Upload } from "../inputs.ts";
import { answers, startOwnServer } from "../own-server.ts";
import { fillForm, LEFT } from "../prompt.ts";
import { kindOf, type JsonSchema } from "../schema.ts";
import { isInteractive, plainLine, print, printJson, tell } from "../terminal.ts";
import { uploadFile } from "../upload.ts";
import { watchTask } from "../watch.ts";

export const run = defineVerb({
  name: "run",
  about: "Starts a task of a definition and follows it to its end",
  examples: [
    "run examples/customer-cleanup.yaml --input file=@examples/data/customers.csv",
    'run "Customer cleanup" --input file=@new.csv --input strict=true  # a definition the server has',
    "run report.yaml --no-wait --json  # start it and print the task",
    "run invoice.yaml --input file=@may.xml --quiet; echo $?  # 0 complete, 1 error, 2 cancelled",
  ],
  args: {
    definition: {
      type: "positional",
      required: true,
      description: "A file (.yaml, .json), which is checked and pushed first; or a definition's name",
    },
    input: {
      type: "string",
      alias: "i",
      valueHint: "name=value",
      description: "An input; @path sends a file; may be given several times",
    },
    agent: { type: "string", description: "The agent that runs it, in place of the definition's" },
    priority: { type: "string", valueHint: "number", description: "Higher runs first (-100 to 100)" },
    title: { type: "string", description: "What the task is called" },
    "dry-run": { type: "boolean", description: "Change nothing and send nothing; then say what would have been done" },
    assume: { type: "boolean", description: "With --dry-run: take people's agreement as given, and ask nobody" },
    wait: { type: "boolean", default: true, description: "Start the task and do not wait for its end" },
    quiet: { type: "boolean", alias: "q", description: "Print the result and nothing before it; ask nothing" },
    ...serverFlags,
  },
  repeatable: ["input"],
  async run({ args, rawArgs }): Promise<ExitCode> {
    if (args.assume === true && args["dry-run"] !== true) throw usageError("--assume goes with --dry-run.");
    const silent = args.quiet === true || args.json === true;
    const connection = await findConnection(args);
    const own = (await answers(connection)) ? undefined : await startOwnServer(connection, silent);
    try {
      const client = openClient(own?.connection ?? connection, { retries: 5 });
      const definition = await definitionOf(client, args.definition, silent);
      const inputs = await inputsOf(client, definition, repeated(rawArgs, "input", "i"), silent);
      const task = await client.call(routes.tasks.create, {
        body: {
          definition: definition.name,
          inputs,
          agent: args.agent,
          priority: wholeNumber("--priority", args.priority),
          title: args.title,
          ...(args["dry-run"] === true
            ? { dryRun: { approvals: args.assume === true ? ("assume" as const) : ("ask" as const) } }
            : {}),
        },
      });
      if (args.wait === false) {
        if (args.json) printJson(task);
        else
          print(
            `#${task.id} ${plainLine(task.title)}: ${task.status}. Follow it with: taskwright tasks watch ${task.id}`,
          );
        return EXIT.complete;
      }
      if (!silent) tell(`#${task.id} ${plainLine(task.title)}  ${client.connection.url}/tasks/${task.id}`);
      const code = await watchTask(client, task.id, {
        json: args.json === true,
        quiet: args.quiet === true,
        ownServer: own !== undefined,
      });
      if (args["dry-run"] === true && !silent) await tellReport(client, task.id);
      return code;
    } finally {
      await own?.stop();
      if (own !== undefined && !silent) tell("The server started for this run is stopped.");
    }
  },
});

/** What a real run would have done and whom it would have asked. */
async function tellReport(client: Client, id: number): Promise<void> {
  const report = await client.call(routes.tasks.dryRunReport, { params: { id } });
  tell("A real run would have:");
  for (const { tool, path, from } of report.actions) {
    const known = from.from === "record" ? `as task #${from.taskId} did` : "its answer is made up here";
    tell(`  called ${plainLine(tool)} at ${plainLine(path)} (${known})`);
  }
  for (const { path, why } of report.asked) tell(`  asked a person at ${plainLine(path)}: ${plainLine(why)}`);
  for (const { tool, rule } of report.denied) tell(`  not called ${plainLine(tool)}: ${plainLine(rule.text)}`);
  if (report.actions.length + report.asked.length + report.denied.length === 0)
    tell("  changed nothing and asked nobody");
}

async function definitionOf(client: Client, given: string, silent: boolean): Promise<Definition> {
  if (!isDefinitionFile(given)) return readDefinition(client, given);
  const { definition, changed } = await pushFile(client, given);
  if (changed && !silent) tell(`Pushed ${given} as "${plainLine(definition.name)}" version ${definition.version}.`);
  return definition;
}

/** The inputs as given; what is missing is asked for where somebody can answer. */
async function inputsOf(
  client: Client,
  definition: Definition,
  pairs: string[],
  silent: boolean,
): Promise<Record<string, unknown>> {
  const schema = definition.inputsSchema as JsonSchema;
  const upload = async (path: string): Promise<{ file: number; name: string }> => {
    const { id, name } = await uploadFile(client, path);
    return { file: id, name };
  };
  const inputs = await readInputs(pairs, schema, upload);
  const missing = missingInputs(schema, inputs);
  if (missing.length === 0) return inputs;
  const wanted = Object.fromEntries(missing.map((name) => [name, schema.properties?.[name] ?? {}]));
  if (isInteractive() && !silent) return { ...inputs, ...(await askFor(wanted, upload)) };
  const how = Object.entries(wanted).map(([name, property]) => `  ${howToGive(name, property)}`);
  throw usageError(
    `"${plainLine(definition.name)}" needs ${missing.join(", ")}.`,
    `Give ${missing.length > 1 ? "them" : "it"} with:\n${how.join("\n")}`,
  );
}

async function askFor(wanted: Record<string, JsonSchema>, upload: Upload): Promise<Record<string, unknown>> {
  const form = { type: "object", properties: wanted, required: Object.keys(wanted) };
  const answer = await fillForm(form, new AbortController().signal);
  if (answer === LEFT) throw usageError("Nothing was started.");
  const inputs = answer as Record<string, unknown>;
  for (const [name, property] of Object.entries(wanted)) {
    if (kindOf(property) === "file") inputs[name] = await upload(String(inputs[name]).replace(/^@/, ""));
  }
  return inputs;
}
