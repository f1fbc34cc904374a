import { isCancel, select } from "@clack/prompts";
import type { Task } from "@taskwright/api/task.ts";
import { routes } from "@taskwright/api/routes.ts";
import type { Client } from "./client.ts";
import { openDisplay, type Display, type DisplayMode } from "./display.ts";
import { EXIT, exitCodeOf, type ExitCode } from "./exit.ts";
import { followTask } from "./follow.ts";
import { asking } from "./prompt.ts";
import { Questions } from "./questions.ts";
import { renderResult } from "./result.ts";
import { isInteractive, print, printJson, tell } from "./terminal.ts";
import { Turns } from "./turns.ts";

export interface WatchOptions {
  json: boolean;
  quiet: boolean;
  /** the server runs for this command only and ends with it */
  ownServer?: boolean;
}

/** Follows a task to its end, asks its questions on the way, prints its result. */
export async function watchTask(client: Client, id: number, options: WatchOptions): Promise<ExitCode> {
  const interactive = isInteractive() && !options.json && !options.quiet;
  const display = openDisplay(modeOf(options));
  const left = new AbortController();
  const failed: { with?: Error } = {};
  const turns = new Turns();
  const interruption = new Interruption(client, id, {
    display,
    left,
    turns,
    interactive,
    ownServer: options.ownServer === true,
  });
  const questions = new Questions(client, display, {
    interactive,
    turns,
    onLeft: () => interruption.menu(),
    onError(error) {
      failed.with = error instanceof Error ? error : new Error(String(error));
      left.abort();
    },
  });
  let last: Task | undefined;
  try {
    for await (const task of followTask(client, id, {
      signal: left.signal,
      onReachable: (is) => display.reachable(is),
    })) {
      last = task;
      display.show(task);
      questions.update(task);
    }
  } finally {
    interruption.end();
    await questions.close();
    display.end();
  }
  if (failed.with !== undefined) throw failed.with;
  if (left.signal.aborted || last === undefined) return detached(id, options);
  if (options.json) printJson(last);
  else print(renderResult(last, client.connection.url));
  return exitCodeOf(last.status);
}

function modeOf({ json, quiet }: WatchOptions): DisplayMode {
  if (json || quiet) return "silent";
  return process.stderr.isTTY && process.env["TERM"] !== "dumb" ? "live" : "plain";
}

function detached(id: number, { ownServer }: WatchOptions): ExitCode {
  const when = ownServer ? "goes on when the server is started again" : "goes on without you";
  tell(`Task ${id} ${when}. Come back with: taskwright tasks watch ${id}`);
  return EXIT.detached;
}

interface InterruptionOptions {
  display: Display;
  left: AbortController;
  turns: Turns;
  interactive: boolean;
  ownServer: boolean;
}

/** Ctrl-C: a person is asked what is meant; a script is let go. */
class Interruption {
  readonly #client: Client;
  readonly #id: number;
  readonly #options: InterruptionOptions;
  readonly #ended = new AbortController();
  #open = false;

  constructor(client: Client, id: number, options: InterruptionOptions) {
    this.#client = client;
    this.#id = id;
    this.#options = options;
    process.on("SIGINT", this.#onSignal);
    process.on("SIGTERM", this.#onTermination);
  }

  end(): void {
    this.#ended.abort();
    process.off("SIGINT", this.#onSignal);
    process.off("SIGTERM", this.#onTermination);
  }

  async menu(): Promise<void> {
    const { display, left, turns } = this.#options;
    this.#open = true;
    display.pause();
    try {
      const choice = await turns.take(() => this.#ask());
      if (this.#ended.signal.aborted) return;
      if (isCancel(choice) || choice === "leave") left.abort();
      else if (choice === "cancel") await this.#cancel();
    } finally {
      this.#open = false;
      display.resume();
    }
  }

  #ask(): Promise<string | symbol> {
    const leaving = this.#options.ownServer
      ? "stops the server; the task goes on when it is started again"
      : "the task goes on without you";
    return select({
      ...asking(this.#ended.signal),
      message: `Task ${this.#id} is not finished. What now?`,
      options: [
        { value: "cancel", label: "Cancel the task" },
        { value: "leave", label: "Leave", hint: leaving },
        { value: "stay", label: "Go on watching" },
      ],
    });
  }

  async #cancel(): Promise<void> {
    const body = { reason: "Ctrl-C in the terminal" };
    const { message } = await this.#client.call(routes.tasks.cancel, { params: { id: this.#id }, body });
    this.#options.display.say(message);
  }

  #onSignal = (): void => {
    if (!this.#options.interactive || this.#open) return this.#options.left.abort();
    this.menu().catch((error: unknown) =>
      this.#options.display.say(error instanceof Error ? error.message : String(error)),
    );
  };

  #onTermination = (): void => this.#options.left.abort();
}
