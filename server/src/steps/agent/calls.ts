import type {
  CompiledAsk,
  CompiledNote,
  CompiledRetry,
  CompiledStep,
  CompiledUse,
} from "../../definitions/compiled.ts";
import type { ToolCallAsked } from "../../models/models.ts";
import { constant, innerStep } from "./inner.ts";
import type { Offer } from "./offer.ts";
import { FINISH, isOwnTool, OWN_TOOLS, type OwnTool } from "./own-tools.ts";
import { formProblem, misfits } from "./schema.ts";

interface Turn {
  calls: ToolCallAsked[];
  offer: Offer;
  output: object | null;
  retry: CompiledRetry | null;
}

/** A turn's calls as steps: the same turn always gives the same steps. */
export function stepsOf({ calls, offer, output, retry }: Turn): CompiledStep[] {
  const works = calls.filter(({ name }) => name === "ask" || offer.toolName(name) !== undefined).length;
  return calls.map((call, index) => {
    const id = `call${index + 1}`;
    if (call.invalid !== undefined) return refused(id, call, call.invalid);
    if (call.name === FINISH && output !== null) return finish(id, call, output, works > 0);
    if (isOwnTool(call.name)) return own(id, call, call.name, offer);
    const tool = offer.toolName(call.name);
    if (tool === undefined) return refused(id, call, unknownTool(call.name, offer));
    return use(id, tool, call.input, retry);
  });
}

/** A tool's call goes the way of every call: policies, approvals, intents and doubts are the same. */
function use(id: string, tool: string, args: unknown, retry: CompiledRetry | null): CompiledUse {
  const base = { ...innerStep(id, { retry }), onError: "continue" as const };
  return { ...base, kind: "use", tool, with: constant(args ?? {}), steady: true, chosenBy: "model" };
}

function own(id: string, call: ToolCallAsked, name: OwnTool, offer: Offer): CompiledStep {
  const parsed = OWN_TOOLS[name].input.safeParse(call.input);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) => `${path.join(".") || "arguments"}: ${message}`);
    return refused(id, call, `"${name}" cannot be called like this. ${problems.slice(0, 10).join("; ")}`);
  }
  const given = parsed.data as never;
  if (name === "ask") return ask(id, call, given);
  if (name === "find_tools") return find(id, call, given, offer);
  return note(id, call, name, name === "plan" ? plan(given) : decision(given));
}

/** What it found is its record: whoever walks here again offers the same, whatever tools there are by then. */
function find(id: string, call: ToolCallAsked, { words, most }: { words: string; most: number }, offer: Offer) {
  if (offer.hidden === 0) return refused(id, call, "You see all the tools you have.");
  const found = offer.find(words, most);
  // Other tools may be there when this is walked again: it goes on after a failure like it, whatever is found now.
  if (found.length > 0) return { ...note(id, call, "find_tools", { answer: { found } }), onError: "continue" as const };
  return refused(id, call, "None of your tools is about that. Try other words, or go on without.");
}

function plan(given: { items: { text: string; state: string }[] }) {
  return { answer: "The plan is shown.", event: { kind: "plan.changed", data: { items: given.items } } };
}

function decision(given: { decision: string; why: string }) {
  return { answer: "Recorded.", event: { kind: "decision.made", data: { ...given } } };
}

interface Asked {
  question: string;
  details?: string;
  choices?: string[];
  form?: Record<string, unknown>;
  to?: string[];
}

function ask(id: string, call: ToolCallAsked, { question, details, choices, form, to }: Asked): CompiledStep {
  const problem = form ? formProblem(form) : null;
  if (problem) return refused(id, call, problem);
  const step: CompiledAsk = {
    ...innerStep(id, { title: question }),
    kind: "ask",
    ask: "question",
    purpose: "question",
    body: details === undefined ? null : constant(details),
    subject: null,
    form: form ?? (choices ? choiceOf(choices) : null),
    to: to ? constant(to) : null,
    dueMs: null,
    onReject: "continue",
    about: call.input,
  };
  return step;
}

function choiceOf(choices: string[]): object {
  return {
    type: "object",
    required: ["choice"],
    properties: {
      choice: { title: "Your choice", enum: choices },
      comment: { type: "string", title: "Anything to add", format: "multiline" },
    },
  };
}

function finish(id: string, call: ToolCallAsked, output: object, withOthers: boolean): CompiledNote {
  if (withOthers) {
    return refused(id, call, `Call "${FINISH}" alone, after you have seen what your other calls gave.`);
  }
  const problems = misfits(output, call.input);
  if (problems.length === 0) return note(id, call, "finish", { answer: "Done." });
  return refused(id, call, `The result does not fit: ${problems.join("; ")}. Call "${FINISH}" again with all of it.`);
}

function note(
  id: string,
  call: ToolCallAsked,
  kind: CompiledNote["note"],
  what: Pick<CompiledNote, "answer" | "event">,
): CompiledNote {
  return { ...innerStep(id), kind: "note", note: kind, tool: call.name, given: call.input, ...what };
}

/** A call that cannot be made: the model is told why, and mends it. */
function refused(id: string, call: ToolCallAsked, why: string): CompiledNote {
  const step = note(id, call, "refused", { answer: why });
  return { ...step, onError: "continue" };
}

function unknownTool(name: string, offer: Offer): string {
  const names = offer.tools.map((tool) => tool.name).join(", ");
  return `There is no tool "${name.slice(0, 100)}" for you. You have: ${names}.`;
}
