import type { CompiledModel } from "../definitions/compiled.ts";
import type { TaskError } from "@taskwright/api/task.ts";
import { asKept } from "../engine/as-kept.ts";
import { addLateSpending } from "../engine/late-spending.ts";
import { type ModelInput, sumOf, type TurnOutput } from "../engine/spent.ts";
import { done, failed, stepEvent, type StepResult, STOPPED, stepWrite, type Visit } from "../engine/visit.ts";
import { GO_ON_OR_STOP, isStop } from "./go-on.ts";
import { askPerson, stayParked } from "./question.ts";
import {
  type CallCost,
  type FailedCall,
  GivenUp,
  ModelError,
  type ToolCallAsked,
  type Turn,
} from "../models/models.ts";

/** A call that takes longer is announced as under way; a shorter one appears with its answer. */
const SHOW_AFTER_MS = 200;
/** Nobody reads more, and no model should be sent it again. */
const MOST_TEXT_CHARS = 200_000;
const MOST_INPUT_CHARS = 1_000_000;

/** A model's turn as it is recorded. */
export type TurnRecord = TurnOutput & Pick<Turn, "messages" | "toolCalls" | "finishReason" | "model" | "ms"> & Note;
type Note = Record<string, unknown>;

/**
 * One call of a model, recorded with what it said and took. It changes nothing, so after a crash it is
 * made again; what had been recorded is never asked twice.
 */
export async function walkModel(visit: Visit<CompiledModel>): Promise<StepResult> {
  const { row } = visit;
  if (row?.wait?.type !== "person") return await callModel(visit);
  if (!row.wait.decision) return stayParked(visit, row.wait);
  const { answer } = row.wait.decision;
  return isStop(answer) ? failed("stopped", "A person decided not to go on.") : await callModel(visit);
}

async function callModel(visit: Visit<CompiledModel>): Promise<StepResult> {
  const { segment, step, path } = visit;
  const { engine, task, abort } = segment;
  // What the last calls gave must not be lost with a turn that takes minutes; and nothing is spent for
  // a task that was paused, cancelled or taken over.
  if (!(await segment.catchUp())) return STOPPED;
  const { knownTokens, note, ...request } = step.request();
  const input: ModelInput = { purpose: step.purpose, modelId: request.modelId, messages: request.messages.length };
  segment.note(stepWrite(visit, "running", { input }));
  let isShown = false;
  let taken: () => FailedCall[] = () => [];
  const show = () => {
    const sent = taken().map((call) => costed(call, knownTokens));
    const asked: ModelInput = { ...input, ...(sent.length > 0 && { sent }) };
    segment.note(stepWrite(visit, "running", { input: asked }), ...(isShown ? [] : [stepEvent(visit, "started")]));
    segment.push();
    isShown = true;
  };
  const showing = setTimeout(show, SHOW_AFTER_MS);
  const place = { workspaceId: task.workspace_id, taskId: task.id, path };
  const writing = step.purpose === "turn" ? engine.writing.begin(place) : undefined;
  try {
    const turn = await segment.aside(
      async () =>
        await engine.models.turn({
          ...request,
          workspaceId: task.workspace_id,
          signal: abort.signal,
          ticket: `${task.id} ${path}`,
          onSent: (calls) => {
            taken = calls;
            // Shown while it stood in line, or while another model failed.
            if (isShown) show();
          },
          ...(writing && { onText: (delta) => writing.add(delta), onRestart: () => writing.restart() }),
        }),
    );
    clearTimeout(showing);
    const record = asKept({ ...recordOf(turn, knownTokens), ...note });
    segment.note(
      stepWrite(visit, "complete", { input, output: record, usage: usageOf(record) }),
      stepEvent(visit, "completed", { ms: Math.round(turn.ms), model: turn.model.name, costMicros: turn.costMicros }),
    );
    // Nothing that follows from it can be recorded before it.
    segment.push();
    return done(record);
  } catch (error) {
    clearTimeout(showing);
    if (error instanceof GivenUp) {
      const spent = error.spent.map((call) => costed(call, knownTokens));
      return await giveUp(visit, spent);
    }
    if (abort.signal.aborted) return STOPPED;
    if (!(error instanceof ModelError)) throw error;
    // It has answered, if only that it will not: nothing is on its way any more.
    if (isShown) segment.note(stepWrite(visit, "running", { input }));
    const { code, message, retryable, retryAfterMs } = error;
    if (NEEDS_PERSON.has(code)) return await askToReconnect(visit, error);
    const spent = error.failed.map((call) => costed(call, knownTokens));
    const details = { ...(retryAfterMs !== undefined && { retryAfterMs }), ...(spent.length > 0 && { spent }) };
    return failed(code, message, { retryable, ...(Object.keys(details).length > 0 && { details }) });
  } finally {
    writing?.end();
  }
}

/** Nobody waits for the answer any more, but the provider has read the question and is paid for it. */
async function giveUp(visit: Visit<CompiledModel>, spent: CallCost[]): Promise<StepResult> {
  const { segment, path, attempt } = visit;
  if (spent.length === 0) return STOPPED;
  const message = "The task ended while the model was answering. What it had taken until then is estimated.";
  const error: TaskError = { code: "given_up", message, retryable: false, details: { spent } };
  if (segment.stop === "lost") {
    await addLateSpending(segment.engine.db, segment.holder, { path, attempt, error, cost: sumOf(spent) });
  } else segment.note(stepWrite(visit, "cancelled", { error }), stepEvent(visit, "cancelled", { error }));
  return STOPPED;
}

/** Nothing changes by itself here: the key is wrong, the money is used up, the model is gone. */
const NEEDS_PERSON: ReadonlySet<string> = new Set(["unauthorized", "no_money", "not_found"]);

async function askToReconnect(visit: Visit<CompiledModel>, error: ModelError): Promise<StepResult> {
  const { name } = await visit.segment.profile();
  return await askPerson(visit, {
    kind: "assistance",
    purpose: "reconnect",
    title: `${name} cannot reach its model. Please reconnect it`,
    body: `${error.message}\n\nSee to the model on the page of models, then let the task try again. It goes on where it is.`,
    form: GO_ON_OR_STOP,
    subject: null,
    assignees: ["role:builder", "role:operator"],
    dueMs: null,
  });
}

/** With the calls that failed before: they are paid for as well. */
function usageOf(record: TurnRecord) {
  const calls = [record, ...(record.failed ?? [])];
  const sum = (of: (call: CallCost) => number) => calls.reduce((total, call) => total + of(call), 0);
  return {
    estimated: calls.some(({ estimated }) => estimated),
    tokensIn: sum(({ usage }) => usage.inputTokens),
    tokensCached: sum(({ usage }) => usage.cachedInputTokens),
    tokensOut: sum(({ usage }) => usage.outputTokens),
    costMicros: calls.every(({ costMicros }) => costMicros === null) ? null : sum(({ costMicros }) => costMicros ?? 0),
  };
}

function costed({ usage, costMicros, estimated }: FailedCall, knownTokens: number): CallCost {
  const { inputTokens, cachedInputTokens, outputTokens } = usage;
  // What was sent before is sent again with every turn, whether or not the provider has it in its cache.
  const newInput = Math.max(0, Math.min(inputTokens - cachedInputTokens, inputTokens - knownTokens));
  return { usage: { ...usage, newTokens: newInput + outputTokens }, costMicros, ...(estimated && { estimated }) };
}

function recordOf(turn: Turn, knownTokens: number): TurnRecord {
  const toolCalls = turn.toolCalls.map(bounded);
  return {
    messages: turn.messages.filter(({ role }) => role === "assistant").map((message) => sound(message, toolCalls)),
    toolCalls,
    finishReason: turn.finishReason,
    ...costed(turn, knownTokens),
    ...(turn.failed && turn.failed.length > 0 && { failed: turn.failed.map((call) => costed(call, knownTokens)) }),
    model: turn.model,
    ms: Math.round(turn.ms),
  };
}

function bounded(call: ToolCallAsked): ToolCallAsked {
  const text = JSON.stringify(call.input) ?? "";
  if (text.length <= MOST_INPUT_CHARS) return call;
  const invalid = `The arguments are ${text.length.toLocaleString("en")} characters long; at most ${MOST_INPUT_CHARS.toLocaleString("en")} are taken. Write a file in parts instead.`;
  return { ...call, input: {}, invalid };
}

/** As it can be sent again: no endless text, and calls with arguments that are an object. */
function sound(message: Turn["messages"][number], calls: ToolCallAsked[]): Turn["messages"][number] {
  if (message.role !== "assistant") return message;
  if (typeof message.content === "string") return { ...message, content: cut(message.content) };
  const content = message.content.map((part) => {
    if (part.type === "text" || part.type === "reasoning") return { ...part, text: cut(part.text) };
    if (part.type !== "tool-call") return part;
    const call = calls.find(({ id }) => id === part.toolCallId);
    const input = call?.input;
    return { ...part, input: typeof input === "object" && input !== null && !Array.isArray(input) ? input : {} };
  });
  return { ...message, content };
}

function cut(text: string): string {
  if (text.length <= MOST_TEXT_CHARS) return text;
  const left = (text.length - MOST_TEXT_CHARS).toLocaleString("en");
  return `${text.slice(0, MOST_TEXT_CHARS)}\n[Cut here: ${left} more characters were written and are not kept.]`;
}
