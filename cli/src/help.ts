import type { ArgDef } from "citty";
import type { Command, Noun } from "./command.ts";
import { paint } from "./terminal.ts";

const PROGRAM = "taskwright";

/** What `taskwright` alone says. It is written out so that nothing has to be loaded for it. */
export function renderOverview(groups: Record<string, Record<string, string>>): string {
  const lines = [
    `${paint("bold", PROGRAM)}: runs tasks, step by step, with a person where it matters.`,
    "",
    `  ${PROGRAM} run examples/customer-cleanup.yaml --input file=@examples/data/customers.csv`,
  ];
  for (const [title, commands] of Object.entries(groups)) {
    lines.push("", heading(title), ...pairs(Object.entries(commands)));
  }
  lines.push(
    "",
    heading("Everywhere"),
    ...pairs([
      ["--json", "JSON on standard output, messages on standard error"],
      ["--url, --key", "the server and an API key; or TASKWRIGHT_URL, TASKWRIGHT_KEY"],
      ["--profile", "a stored address and key; or TASKWRIGHT_PROFILE"],
      ["--help", "what a command takes, with examples"],
    ]),
    "",
    heading("Exit codes"),
    "  0 complete   1 error   2 cancelled   3 wrong usage   4 server not reachable",
  );
  return lines.join("\n");
}

export function renderNoun(noun: Noun): string {
  const verbs = Object.values(noun.verbs);
  return [
    `${noun.about}.`,
    "",
    heading("Commands"),
    ...pairs(verbs.map((verb) => [`${noun.name} ${[verb.name, ...words(verb)].join(" ")}`, verb.about])),
    "",
    heading("Examples"),
    ...examples(verbs.flatMap((verb) => verb.examples.slice(0, 1))),
    "",
    `${PROGRAM} ${noun.name} <command> --help says more about each.`,
  ].join("\n");
}

export function renderCommand(command: Command, nounName?: string): string {
  const path = [PROGRAM, nounName, command.name].filter((part) => part !== undefined).join(" ");
  const args = Object.entries(command.args);
  const positionals = args.filter(([, arg]) => arg.type === "positional");
  const flags = args.filter(([, arg]) => arg.type !== "positional");
  const lines = [`${command.about}.`, "", heading("Usage"), `  ${[path, ...words(command)].join(" ")} [flags]`];
  if (positionals.length > 0) {
    lines.push("", ...pairs(positionals.map(([name, arg]) => [`<${name}>`, arg.description ?? ""])));
  }
  lines.push("", heading("Flags"), ...pairs(flags.map(([name, arg]) => [flag(name, arg), arg.description ?? ""])));
  if (command.examples.length > 0) lines.push("", heading("Examples"), ...examples(command.examples));
  return lines.join("\n");
}

function heading(title: string): string {
  return paint("bold", title);
}

function words(command: Command): string[] {
  return Object.entries(command.args)
    .filter(([, arg]) => arg.type === "positional")
    .map(([name, arg]) => {
      const shown = command.repeatable.includes(name) ? `${name}…` : name;
      return arg.required === false ? `[${shown}]` : `<${shown}>`;
    });
}

function flag(name: string, arg: ArgDef): string {
  const short = "alias" in arg ? [arg.alias].flat().map((alias) => `-${alias}, `) : [];
  // a flag that is on by default is shown the way it is used: to switch it off
  if (arg.type === "boolean") return `${short.join("")}--${arg.default === true ? "no-" : ""}${name}`;
  return `${short.join("")}--${name} <${arg.valueHint ?? name}>`;
}

function examples(given: string[]): string[] {
  return given.map((example) => {
    const [line, remark] = example.split(/\s{2,}(?=# )/);
    return `  ${PROGRAM} ${line}${remark === undefined ? "" : `  ${paint("dim", remark)}`}`;
  });
}

function pairs(rows: (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${paint("cyan", left.padEnd(width))}  ${right}`.trimEnd());
}
