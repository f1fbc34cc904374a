import type { CompiledAgent, CompiledModel, CompiledRetry, CompiledStep, Scope } from "../../definitions/compiled.ts";
import { done, type StepResult, type Visit } from "../../engine/visit.ts";
import type { StepRow } from "../../engine/step-rows.ts";
import { foremost } from "../foremost.ts";
import type { TurnRecord } from "../model.ts";
import { budgetQuestion } from "./budget.ts";
import { stepsOf } from "./calls.ts";
import { compaction, isTooLong, textOf } from "./compaction.ts";
import { type CallResult, Conversation } from "./conversation.ts";
import { innerStep } from "./inner.ts";
import { type FoundTool, Offer } from "./offer.ts";
import { FIND_TOOLS, FINISH } from "./own-tools.ts";
import { showPlan } from "./plan.ts";
import { type Assignment, firstMessage, systemPrompt } from "./prompt.ts";
import { resultQuestion, stallQuestion } from "./questions.ts";
import { misfits } from "./schema.ts";
import { StallWatch } from "./stall.ts";

/** A provider that is away comes back; an hour and a half of patience. */
const PATIENCE: CompiledRetry = { attempts: 25, backoff: "exponential", initialMs: 2_000, maxMs: 300_000 };
/** So often the model may mend its result; then a person is asked for it. */
const MOST_REPAIRS = 3;

/**
 * Turn after turn until the model has finished: ask the model, make the calls it asks for, tell it what
 * they gave. Each turn and each call is a step of its own, so a segment that begins again goes through
 * the same turns, answered from the journal, to the place where the former one ended.
 */
export async function converse(
  visit: Visit<CompiledAgent>,
  assignment: Assignment,
  lane: AbortSignal | undefined,
): Promise<StepResult> {
  const { segment, step } = visit;
  const catalog = await segment.engine.catalogs.of(segment.task.workspace_id);
  const offer = new Offer(catalog, segment.agentRules, step.output, aboutOf(assignment));
  return await new Turns(visit, assignment, offer, lane).run();
}

function aboutOf({ instructions, role }: Assignment): string {
  return `${instructions}\n${role ?? ""}`;
}

class Turns {
  readonly #visit: Visit<CompiledAgent>;
  readonly #assignment: Assignment;
  readonly #offer: Offer;
  readonly #lane: AbortSignal | undefined;
  readonly #system: string;
  readonly #conversation: Conversation;
  readonly #stall = new StallWatch();
  readonly #retry: CompiledRetry;
  #repairs = 0;
  #contextTokens: number | null | undefined;

  constructor(visit: Visit<CompiledAgent>, assignment: Assignment, offer: Offer, lane: AbortSignal | undefined) {
    this.#visit = visit;
    this.#assignment = assignment;
    this.#offer = offer;
    this.#lane = lane;
    const { task } = visit.segment;
    const setting = { agent: task.agent_name, task: task.title, output: visit.step.output, hidden: offer.hidden };
    this.#system = systemPrompt(assignment, setting);
    this.#conversation = new Conversation(firstMessage(assignment));
    this.#retry = visit.step.retry ?? PATIENCE;
  }

  async run(): Promise<StepResult> {
    for (let n = 1; ; n++) {
      const result = await this.#turn(n);
      if (result) return result;
    }
  }

  /** Undefined: there is more to do. */
  async #turn(n: number): Promise<StepResult | undefined> {
    const { segment, step, path, title } = this.#visit;
    segment.progress.begin(step, path, title);
    const hindrance = (await this.#compact(n)) ?? (await this.#mayAsk(`turn${n}`));
    if (hindrance) return hindrance;
    const asked = await this.#walk(this.#model(n));
    if (asked.type !== "done") return asked;
    const record = asked.output as TurnRecord | null;
    // A person skipped this turn: nothing was said.
    if (!record) return await this.#getsOn(n, []);
    this.#conversation.turn(record);
    if (record.toolCalls.length === 0) return await this.#afterText(n, record);
    const results = await this.#calls(n, record);
    if ("type" in results) return results;
    return await this.#afterCalls(n, results);
  }

  #model(n: number): CompiledModel {
    return {
      ...innerStep(`turn${n}`, { retry: this.#retry }),
      kind: "model",
      purpose: "turn",
      request: () => ({
        modelId: this.#assignment.modelId,
        system: this.#system,
        messages: this.#conversation.messages,
        tools: this.#offer.tools,
        knownTokens: this.#conversation.knownTokens,
      }),
    };
  }

  /** The calls of a turn at once, each recorded for itself. */
  async #calls(n: number, { toolCalls }: TurnRecord): Promise<CallResult[] | StepResult> {
    const { segment, step, path } = this.#visit;
    const prefix = `${path}.turn${n}.`;
    const steps = stepsOf({ calls: toolCalls, offer: this.#offer, output: step.output, retry: step.retry });
    const ahead = steps.filter(({ kind, id }) => kind === "use" && segment.steps.at(prefix + id) === undefined).length;
    if (ahead > 0) {
      const hindrance = await this.#withinBudget(ahead);
      if (hindrance) return hindrance;
    }
    const results = await Promise.all(steps.map(async (each) => await this.#walk(each, prefix)));
    // Before it waits for a call of this turn: the plan is what people read meanwhile.
    for (const each of steps) if (each.kind === "note") showPlan(segment, path, each);
    const unfinished = foremost(results);
    if (unfinished) return unfinished;
    return steps.map((each, index): CallResult => {
      const row = segment.steps.at(prefix + each.id)!;
      const call = toolCalls[index]!;
      const hasFailed = row.status === "error";
      if (call.name === FIND_TOOLS && !hasFailed) this.#offer.add(foundIn(row.output));
      const value = hasFailed ? row.error!.message : answerOf(each, row.output);
      return { call, value, failed: hasFailed, outside: this.#offer.outside(each) };
    });
  }

  async #afterCalls(n: number, results: CallResult[]): Promise<StepResult | undefined> {
    const finished = results.find(({ call, failed }) => call.name === FINISH && !failed);
    if (finished) return done(finished.call.input);
    this.#conversation.results(results);
    const bad = results.find(({ call, failed }) => call.name === FINISH && failed);
    if (bad) {
      const hindrance = await this.#repaired(n, String(bad.value), bad.call.input);
      if (hindrance) return hindrance;
    }
    return await this.#getsOn(n, results);
  }

  /** No calls: in words it has finished, or thinks so. */
  async #afterText(n: number, { messages, finishReason }: TurnRecord): Promise<StepResult | undefined> {
    const { output } = this.#visit.step;
    const text = textOf(messages);
    if (finishReason === "length") {
      this.#conversation.say(
        "Your answer was too long and was cut off. Say it in fewer words, or write a file in parts.",
      );
    } else if (output === null) {
      if (text !== "") return done(text);
      this.#conversation.say("You said nothing. Go on, or say in words what the result is.");
    } else {
      const value = jsonIn(text);
      if (value !== undefined && misfits(output, value).length === 0) return done(value);
      this.#conversation.say(`Call "${FINISH}" with the result when you are done; otherwise go on.`);
      const hindrance = await this.#repaired(n, `It answered in words instead of calling "${FINISH}".`, text);
      if (hindrance) return hindrance;
    }
    return await this.#getsOn(n, []);
  }

  /** A result that does not fit, once more. Too often: a person gives it. */
  async #repaired(n: number, problem: string, given: unknown): Promise<StepResult | undefined> {
    if (++this.#repairs <= MOST_REPAIRS) return undefined;
    const { step, path, segment } = this.#visit;
    const question = resultQuestion(segment.task.agent_name, step.output!, problem, given);
    const asked = await this.#walk(question, `${path}.turn${n}.`);
    return asked.type === "done" ? done((asked.output as { answer: unknown } | null)?.answer ?? null) : asked;
  }

  async #getsOn(n: number, results: CallResult[]): Promise<StepResult | undefined> {
    this.#stall.turn(
      results.map(({ call, value, failed }) => ({ tool: call.name, input: call.input, result: value, failed })),
    );
    const { trouble } = this.#stall;
    if (trouble === null) return undefined;
    const { path, segment } = this.#visit;
    const asked = await this.#walk(stallQuestion(segment.task.agent_name, trouble), `${path}.turn${n}.`);
    if (asked.type !== "done") return asked;
    this.#stall.reset();
    const answered = asked.output as { answer: { guidance?: string } | null; by: string } | null;
    this.#conversation.say(
      answered?.answer?.guidance
        ? `${answered.by} says: ${answered.answer.guidance}`
        : "A person has looked at this, and wants you to go on. Try another way.",
    );
    return undefined;
  }

  /** Undefined: it may be spent. */
  async #withinBudget(calls: number): Promise<StepResult | undefined> {
    const { segment, path } = this.#visit;
    for (;;) {
      const question = await budgetQuestion(segment, path, calls);
      if (!question) return undefined;
      const asked = await this.#walk(question);
      if (asked.type !== "done") return asked;
      // Skipped: whoever skips the question lets it go on, once.
      if (asked.output === null) return undefined;
    }
  }

  /** What is to be asked of the model next may be paid for. A turn that failed was paid for, and is tried again no further. */
  async #mayAsk(id: string): Promise<StepResult | undefined> {
    const row = this.#recorded(id);
    return row === undefined || row.wait?.type === "retry" ? await this.#withinBudget(0) : undefined;
  }

  #recorded(id: string): StepRow | undefined {
    return this.#visit.segment.steps.at(`${this.#visit.path}.${id}`);
  }

  async #compact(n: number): Promise<StepResult | undefined> {
    const id = `summary${n}`;
    const isDue = async () => this.#recorded(`turn${n}`) === undefined && (await this.#isTooLong());
    if (this.#recorded(id) === undefined && !(await isDue())) return undefined;
    const hindrance = await this.#mayAsk(id);
    if (hindrance) return hindrance;
    const summed = await this.#walk(
      compaction(id, {
        modelId: this.#assignment.modelId,
        system: this.#system,
        conversation: this.#conversation,
        tools: this.#offer.tools,
        retry: this.#retry,
      }),
    );
    if (summed.type !== "done") return summed;
    this.#conversation.compact(textOf((summed.output as TurnRecord).messages));
    return undefined;
  }

  async #isTooLong(): Promise<boolean> {
    const { engine, task } = this.#visit.segment;
    if (this.#contextTokens === undefined) {
      const model = await engine.models.describe(task.workspace_id, this.#assignment.modelId);
      this.#contextTokens = model?.contextTokens ?? null;
    }
    return isTooLong(this.#conversation, this.#contextTokens);
  }

  async #walk(step: CompiledStep, prefix = `${this.#visit.path}.`): Promise<StepResult> {
    // Its results are the model's alone: expressions do not name them.
    const scope: Scope = { ...this.#visit.scope, steps: {} };
    return await this.#visit.walk(this.#visit, [step], scope, prefix, this.#lane);
  }
}

/** A person may have skipped the search: then it found nothing. */
function foundIn(output: unknown): string[] {
  return ((output as { found?: FoundTool[] } | null)?.found ?? []).map(({ name }) => name);
}

/** What a person's answer is to the model. */
function answerOf(step: CompiledStep, output: unknown): unknown {
  if (step.kind !== "ask" || output === null) return output;
  const { answer, comment, by } = output as { answer: unknown; comment: string | null; by: string };
  return { answer, ...(comment ? { comment } : {}), by };
}

/** A model that cannot call tools may write the result as JSON. */
function jsonIn(text: string): unknown {
  const body = /^```(?:json)?\s*(.*?)\s*```$/s.exec(text)?.[1] ?? text;
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
