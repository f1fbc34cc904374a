import type { Interaction, RespondToInteraction } from "@taskwright/api/interaction.ts";
import type { Task } from "@taskwright/api/task.ts";
import { routes } from "@taskwright/api/routes.ts";
import { setTimeout as delay } from "node:timers/promises";
import { askPerson, describeDecision, LATER } from "./ask.ts";
import { ApiError } from "@taskwright/api/client.ts";
import { UnreachableError, type Client } from "./client.ts";
import type { Display } from "./display.ts";
import { LEFT } from "./prompt.ts";
import { plainLine } from "./terminal.ts";
import type { Turns } from "./turns.ts";

const TRY_AGAIN_MS = 1000;

export interface QuestionsOptions {
  /** whether somebody sits at the terminal */
  interactive: boolean;
  turns: Turns;
  /** Ctrl-C in a question */
  onLeft: () => Promise<void>;
  onError: (error: unknown) => void;
}

/** Puts a watched task's open requests to the person at the terminal, one after the other. */
export class Questions {
  readonly #client: Client;
  readonly #display: Display;
  readonly #options: QuestionsOptions;
  /** told about or left to others */
  readonly #passed = new Set<number>();
  #open: number[] = [];
  #current: { id: number; taken: AbortController; done: Promise<void> } | undefined;
  #closed = false;

  constructor(client: Client, display: Display, options: QuestionsOptions) {
    this.#client = client;
    this.#display = display;
    this.#options = options;
  }

  /** The task has changed: a request that is no longer open is taken away, the next one is asked. */
  update(task: Task): void {
    this.#open = task.openInteractionIds;
    if (this.#current !== undefined && !this.#open.includes(this.#current.id)) this.#current.taken.abort();
    this.#next();
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#current?.taken.abort();
    await this.#current?.done;
  }

  #next(): void {
    if (this.#current !== undefined || this.#closed) return;
    const id = this.#open.find((each) => !this.#passed.has(each));
    if (id === undefined) return;
    const taken = new AbortController();
    const done = this.#handle(id, taken.signal)
      .catch((error: unknown) => this.#options.onError(error))
      .finally(() => {
        this.#current = undefined;
        this.#next();
      });
    this.#current = { id, taken, done };
  }

  async #handle(id: number, taken: AbortSignal): Promise<void> {
    const interaction = await this.#client.call(routes.interactions.get, { params: { id } });
    if (interaction.status !== "open") {
      this.#passed.add(id);
      return;
    }
    if (!this.#options.interactive || !interaction.mine) {
      this.#passed.add(id);
      this.#display.say(howToDecide(interaction));
      return;
    }
    this.#display.pause();
    try {
      await this.#ask(interaction, taken);
    } finally {
      this.#display.resume();
    }
  }

  async #ask(interaction: Interaction, taken: AbortSignal): Promise<void> {
    const reply = await this.#options.turns.take(async () => (taken.aborted ? LEFT : askPerson(interaction, taken)));
    if (taken.aborted) {
      this.#passed.add(interaction.id);
      await this.#tellDecision(interaction.id);
    } else if (reply === LEFT) {
      await this.#options.onLeft();
    } else if (reply === LATER) {
      this.#passed.add(interaction.id);
    } else {
      await this.#respond(interaction, reply);
    }
  }

  async #respond(interaction: Interaction, reply: RespondToInteraction): Promise<void> {
    for (let again = false; ; again = true) {
      try {
        await this.#client.call(routes.interactions.respond, { params: { id: interaction.id }, body: reply });
        this.#passed.add(interaction.id);
        return;
      } catch (error) {
        const passing = error instanceof UnreachableError || (error instanceof ApiError && error.status >= 500);
        if (!passing && error instanceof ApiError) return this.#refused(interaction, error, again);
        if (!passing) throw error;
        if (!again) this.#display.say("The server does not answer; the answer is sent again until it does.");
        await delay(TRY_AGAIN_MS);
      }
    }
  }

  /** Somebody was faster; or the answer does not fit, and is asked for again. */
  async #refused(interaction: Interaction, error: ApiError, sentBefore: boolean): Promise<void> {
    if (error.status !== 409 && error.status !== 410) {
      this.#display.say(error.message);
      if (error.status === 403) this.#passed.add(interaction.id);
      return;
    }
    this.#passed.add(interaction.id);
    if (!sentBefore) await this.#tellDecision(interaction.id);
  }

  async #tellDecision(id: number): Promise<void> {
    if (this.#closed) return;
    this.#display.say(describeDecision(await this.#client.call(routes.interactions.get, { params: { id } })));
  }
}

function howToDecide(interaction: Interaction): string {
  const verb = interaction.kind === "approval" ? "approve" : "answer";
  const by = interaction.assignees.map(plainLine).join(", ");
  return `Request ${interaction.id} for ${by}: ${plainLine(interaction.title)}  (taskwright inbox ${verb} ${interaction.id})`;
}
