import type { CompiledAsk } from "../../definitions/compiled.ts";
import { goOnOrStopWith, isStop } from "../go-on.ts";
import { constant, innerStep } from "./inner.ts";

const base = {
  kind: "ask",
  ask: "question",
  subject: null,
  to: null,
  dueMs: null,
  onReject: "fail",
} as const;

/** An agent does not get on. Never taken for success: a person says what now. */
export function stallQuestion(agent: string, trouble: string): CompiledAsk {
  return {
    ...innerStep("stall", { title: `${agent} does not get on. What now?` }),
    ...base,
    purpose: "stall",
    body: constant(`${trouble} It goes on when you say so; a word of advice may help.`),
    form: goOnOrStopWith({ guidance: { type: "string", title: "Advice for the agent", format: "multiline" } }),
    goesOn: (answer) => !isStop(answer),
  };
}

/** It could not give a result that fits: a person does, and the task goes on. */
export function resultQuestion(agent: string, output: object, problem: string, given: unknown): CompiledAsk {
  return {
    ...innerStep("result", { title: `${agent} could not give its result in the right form. Please fill it in` }),
    ...base,
    purpose: "question",
    body: constant(`${problem}\n\nWhat it gave last is shown beside the form.`),
    subject: constant(given ?? null),
    form: output,
  };
}
