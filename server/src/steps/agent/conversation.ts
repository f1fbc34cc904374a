import type { ModelMessage, ToolResultPart } from "ai";
import type { ToolCallAsked } from "../../models/models.ts";
import type { TurnRecord } from "../model.ts";
import { fenced } from "./untrusted.ts";

/** What one call came to, as the journal has it. */
export interface CallResult {
  call: ToolCallAsked;
  /** what it gave, or in what way it failed */
  value: unknown;
  failed: boolean;
  /** the tool's name, if its answers come from outside */
  outside: string | null;
}

/** The journal keeps all of it; a model is shown this much of one answer. */
const MOST_RESULT_CHARS = 60_000;
/** … and this much of all answers of one turn. */
const MOST_TURN_CHARS = 150_000;
/** Turns that stay word for word when what was before them is summed up. */
const KEPT_TURNS = 2;

/**
 * What is said to a model: the beginning, then turns and what came of them. It is put together from
 * records alone, so the same journal gives the same messages.
 */
export class Conversation {
  readonly #beginning: string;
  #messages: ModelMessage[];
  /** where each turn begins */
  #turns: number[] = [];
  /** what the model has read or written already, in tokens */
  knownTokens = 0;
  /** said since, in characters */
  #freshChars: number;

  constructor(beginning: string) {
    this.#beginning = beginning;
    this.#messages = [{ role: "user", content: beginning }];
    this.#freshChars = beginning.length;
  }

  get messages(): ModelMessage[] {
    return [...this.#messages];
  }

  /** How long it is by now; what was not counted by the model is estimated. */
  get tokens(): number {
    return this.knownTokens + Math.ceil(this.#freshChars / 3.5);
  }

  turn({ messages, usage }: Pick<TurnRecord, "messages" | "usage">): void {
    this.#turns.push(this.#messages.length);
    this.#messages.push(...messages);
    this.knownTokens = usage.inputTokens + usage.outputTokens;
    this.#freshChars = 0;
  }

  results(results: CallResult[]): void {
    if (results.length === 0) return;
    const most = Math.min(MOST_RESULT_CHARS, Math.floor(MOST_TURN_CHARS / results.length));
    this.#say({ role: "tool", content: results.map((result) => resultPart(result, most)) });
  }

  /** Something the engine or a person says in between. */
  say(text: string): void {
    this.#say({ role: "user", content: text });
  }

  #say(message: ModelMessage): void {
    this.#messages.push(message);
    this.#freshChars += sizeOf(message);
  }

  /** What was before the last turns is replaced by its summary. */
  compact(summary: string): void {
    const from = this.#turns.at(-KEPT_TURNS) ?? this.#turns[0] ?? this.#messages.length;
    const head: ModelMessage = { role: "user", content: `${this.#beginning}\n\n${SUMMED_UP}\n${summary}` };
    this.#messages = [head, ...this.#messages.slice(from)];
    this.#turns = this.#turns.filter((at) => at >= from).map((at) => at - from + 1);
    const size = this.#messages.reduce((sum, message) => sum + sizeOf(message), 0);
    // All of it was read or written before; how long it is now is estimated.
    this.knownTokens = Math.ceil(size / 3.5);
    this.#freshChars = 0;
  }
}

const SUMMED_UP = "This is what has happened since, summed up by you:";

function resultPart({ call, value, failed, outside }: CallResult, most: number): ToolResultPart {
  return {
    type: "tool-result",
    toolCallId: call.id,
    toolName: call.name,
    output: failed
      ? { type: "error-text", value: textOf(value, outside, most) }
      : { type: "text", value: textOf(value, outside, most) },
  };
}

function textOf(value: unknown, outside: string | null, most: number): string {
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "null");
  const shown =
    text.length <= most
      ? text
      : `${text.slice(0, most)}\n[Cut here: ${(text.length - most).toLocaleString("en")} more characters. Ask for less, or for a part.]`;
  return outside === null ? shown : fenced(outside, shown);
}

function sizeOf(message: ModelMessage): number {
  return JSON.stringify(message.content).length;
}
