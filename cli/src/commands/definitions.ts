import type { DefinitionSummary } from "@taskwright/api/definition.ts";
import { routes } from "@taskwright/api/routes.ts";
import { readFile } from "node:fs/promises";
import { defineVerb, serverFlags, type Noun } from "../command.ts";
import { connect } from "../connect.ts";
import { pushFile, readDefinition } from "../definition-file.ts";
import { formatAgo } from "../duration.ts";
import { EXIT, type ExitCode } from "../exit.ts";
import { wholeNumber } from "../flags.ts";
import { countFindings, renderFindings } from "../findings.ts";
import { howToGive } from "../inputs.ts";
import type { JsonSchema } from "../schema.ts";
import { renderTable } from "../table.ts";
import { paint, plain, plainLine, print, printJson, tell } from "../terminal.ts";

const fileArgument = {
  file: { type: "positional", required: true, description: "A definition's file: YAML or JSON" },
} as const;

const push = defineVerb({
  name: "push",
  about: "Checks a definition's file and makes it the current version",
  examples: ["definitions push examples/invoice-approval.yaml", "definitions push orders.yaml --json"],
  args: { ...fileArgument, ...serverFlags },
  async run({ args }) {
    const { definition, changed } = await pushFile(await connect(args), args.file);
    if (args.json) return printJson(definition);
    const name = plainLine(definition.name);
    print(
      changed
        ? `"${name}" is now version ${definition.version}.`
        : `"${name}" is unchanged (version ${definition.version}).`,
    );
  },
});

const check = defineVerb({
  name: "check",
  about: "Checks a definition's file and changes nothing",
  examples: ["definitions check orders.yaml", "definitions check orders.yaml --json  # findings with their lines"],
  args: { ...fileArgument, ...serverFlags },
  async run({ args }): Promise<ExitCode> {
    const source = await readFile(args.file, "utf8");
    const client = await connect(args);
    const checked = await client.call(routes.definitions.check, { body: { source } });
    if (args.json) printJson(checked);
    else {
      if (checked.issues.length > 0) print(`${renderFindings(args.file, source, checked.issues)}\n`);
      print(`${args.file}: ${countFindings(checked.issues)}`);
    }
    return checked.ok ? EXIT.complete : EXIT.error;
  },
});

const show = defineVerb({
  name: "show",
  about: "Shows a definition's text and how its inputs are given",
  examples: [
    'definitions show "Customer cleanup"',
    'definitions show "Customer cleanup" --version 2',
    "definitions show 4 --effective --json",
  ],
  args: {
    definition: { type: "positional", required: true, description: "Its name or its number" },
    version: { type: "string", description: "An earlier version", valueHint: "number" },
    effective: { type: "boolean", description: "As it runs: with everything its parents give, as JSON" },
    ...serverFlags,
  },
  async run({ args }) {
    const client = await connect(args);
    const definition = await readDefinition(client, args.definition, wholeNumber("--version", args.version));
    if (args.effective) return printJson(definition.effective);
    if (args.json) return printJson(definition);
    tell(
      `${paint("bold", plainLine(definition.name), process.stderr)}  version ${definition.version}, by ${plainLine(definition.createdBy.name)}`,
    );
    print(plain(definition.source).trimEnd());
    const inputs = Object.entries((definition.inputsSchema as JsonSchema | null)?.properties ?? {});
    if (inputs.length > 0)
      tell(
        `\nRun it with: taskwright run "${plainLine(definition.name)}" ${inputs.map(([name, schema]) => howToGive(name, schema)).join(" ")}`,
      );
  },
});

const list = defineVerb({
  name: "list",
  about: "Lists definitions by name",
  examples: ["definitions list", "definitions list --query invoice --json"],
  args: {
    query: { type: "string", alias: "q", description: "Words of the name", valueHint: "words" },
    limit: { type: "string", description: "How many at most (50; up to 200)", valueHint: "number" },
    cursor: { type: "string", description: "Where the last page ended: nextCursor of --json" },
    ...serverFlags,
  },
  async run({ args }) {
    const client = await connect(args);
    const page = await client.call(routes.definitions.list, {
      query: { q: args.query, limit: wholeNumber("--limit", args.limit), cursor: args.cursor },
    });
    if (args.json) return printJson(page);
    if (page.items.length === 0) return tell("No definitions. Push one: taskwright definitions push <file>");
    print(
      renderTable<DefinitionSummary>(
        [
          { title: "number", value: (one) => one.id, align: "right" },
          { title: "name", value: (one) => one.name, flexible: true },
          { title: "version", value: (one) => one.version, align: "right" },
          { title: "category", value: (one) => one.category, flexible: true },
          { title: "agent", value: (one) => one.agent, flexible: true },
          { title: "inputs", value: (one) => one.inputs, align: "right" },
          { title: "steps", value: (one) => one.steps, align: "right" },
          { title: "changed", value: (one) => formatAgo(one.updatedAt) },
        ],
        page.items,
      ),
    );
    if (page.nextCursor !== null) tell(`There are more: --cursor ${page.nextCursor}`);
  },
});

export const definitions: Noun = {
  name: "definitions",
  about: "Definitions: what tasks do, as text",
  verbs: { push, check, show, list },
};
