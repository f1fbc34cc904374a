import type { ArgsDef, CommandContext, CommandDef } from "citty";
import type { ExitCode } from "./exit.ts";

/**
 * A command as citty runs it, with the examples our help shows. What `run` returns is the exit code;
 * nothing means 0.
 */
export interface Command {
  name: string;
  about: string;
  /** lines after "taskwright ", each perhaps with "  # what it does" */
  examples: string[];
  args: ArgsDef;
  /** flags that may be given several times, read with `repeated`; words that may be, read from `args._` */
  repeatable: string[];
  run: (rawArgs: string[]) => Promise<ExitCode>;
  citty: CommandDef<ArgsDef>;
}

export interface Noun {
  name: string;
  about: string;
  verbs: Record<string, Command>;
}

export const jsonFlag = {
  json: { type: "boolean", description: "Print JSON and nothing else on standard output" },
} as const satisfies ArgsDef;

/** What every command takes that talks to a server. */
export const serverFlags = {
  ...jsonFlag,
  url: { type: "string", description: "The server's address (TASKWRIGHT_URL)", valueHint: "address" },
  key: { type: "string", description: "An API key (TASKWRIGHT_KEY)", valueHint: "key" },
  profile: {
    type: "string",
    description: "A stored address and key (TASKWRIGHT_PROFILE); see profile set",
    valueHint: "name",
  },
} as const satisfies ArgsDef;

interface Described<T extends ArgsDef> {
  name: string;
  about: string;
  examples: string[];
  args: T;
  repeatable?: string[];
  run: (context: CommandContext<T>) => Promise<ExitCode | void>;
}

export function defineVerb<const T extends ArgsDef>(described: Described<T>): Command {
  const { name, about, examples, args, repeatable = [], run } = described;
  const citty = { meta: { name, description: about }, args, run } as unknown as CommandDef<ArgsDef>;
  return {
    name,
    about,
    examples,
    args,
    repeatable,
    citty,
    async run(rawArgs) {
      const { runCommand } = await import("citty");
      const { result } = await runCommand(citty, { rawArgs });
      return (result as ExitCode | undefined) ?? 0;
    },
  };
}
