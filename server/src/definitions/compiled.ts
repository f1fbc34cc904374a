import type { InputSpec } from "@taskwright/api/language.ts";
import type { Policy } from "@taskwright/api/policy.ts";
import type { Effect } from "@taskwright/api/step.ts";
import type { TurnRequest } from "../models/models.ts";

/** What `{{ … }}` may speak of. */
export interface Scope {
  inputs: Record<string, unknown>;
  steps: Record<string, unknown>;
  /** inside `each`: the member of this round, and its place from 0 */
  item?: unknown;
  index?: number;
  task?: unknown;
  /** ISO 8601; fixed for the step, so that a repetition sees the same */
  now: string;
  /** in a control's `when`: the arguments of the call */
  args?: unknown;
  /** in the steps of an `on_error`: what went wrong */
  error?: unknown;
}

export type CompiledTemplate =
  | { constant: true; value: unknown }
  | { constant: false; evaluate(scope: Scope): Promise<unknown> };

export interface Condition {
  evaluate(scope: Scope): Promise<boolean>;
}

/** A definition ready to walk: parents merged in, every step named, every expression parsed. */
export interface CompiledDefinition {
  name: string;
  agent: string | null;
  inputs: Record<string, InputSpec>;
  controls: CompiledControl[];
  priority: number;
  timeoutMs: number | null;
  retry: CompiledRetry | null;
  steps: CompiledStep[];
  outputs: CompiledTemplate | null;
  title: CompiledTemplate | null;
  /** addresses of the web that its text names, by their hosts */
  hosts: string[];
  /** steps that are no blocks, each counted once: what progress is measured against */
  leafCount: number;
}

export interface CompiledRetry {
  attempts: number;
  backoff: "fixed" | "exponential";
  initialMs: number;
  maxMs: number;
}

/** A rule about calls: of a definition or of an agent. */
export interface CompiledControl {
  /** as people read it: `ask before "email.*" when {{ … }}` */
  text: string;
  matches(tool: { name: string; effect: Effect }): boolean;
  /** matches by the tool's whole name, not by a pattern */
  names(tool: { name: string }): boolean;
  policy: Policy;
  when: Condition | null;
  /** who is asked; null: whoever approves calls */
  to: string[] | null;
  /** lets external calls through also after content from outside was read */
  untrusted: boolean;
}

interface BaseStep {
  /** unique in the whole definition */
  id: string;
  title: CompiledTemplate | null;
  if: Condition | null;
  retry: CompiledRetry | null;
  timeoutMs: number | null;
  onError: "fail" | "continue" | CompiledStep[];
  /** made up by an agent as it went along: no part of the definition, and not counted in its progress */
  inner?: true;
}

export type CompiledStep =
  | CompiledUse
  | CompiledAgent
  | CompiledAsk
  | CompiledSet
  | CompiledWait
  | CompiledTask
  | CompiledBlock
  | CompiledParallel
  | CompiledEach
  | CompiledModel
  | CompiledNote;
/** What a definition can hold: a model's turns and an agent's notes come about while it runs. */
export type StepKind = Exclude<CompiledStep["kind"], "model" | "note">;

export type CompiledUse = BaseStep & {
  kind: "use";
  tool: string;
  with: CompiledTemplate;
  /** its condition and its arguments come to the same when they are evaluated again */
  steady: boolean;
  /** the definition says it, or a model asked for it: then more is asked of people */
  chosenBy: "definition" | "model";
};

export type CompiledAgent = BaseStep & {
  kind: "agent";
  instructions: CompiledTemplate;
  with: CompiledTemplate | null;
  /** JSON Schema of the result */
  output: object | null;
};

export type CompiledAsk = BaseStep & {
  kind: "ask";
  ask: "approval" | "question";
  body: CompiledTemplate | null;
  subject: CompiledTemplate | null;
  /** JSON Schema of the answer */
  form: object | null;
  /** gives a list such as ["user:dana", "role:approver"] */
  to: CompiledTemplate | null;
  dueMs: number | null;
  onReject: "cancel" | "fail" | "continue";
  /** what it is about, when an agent asks rather than the definition; absent: "result" */
  purpose?: "question" | "budget" | "stall" | "reconnect";
  /** kept with the record: what the answer is about */
  about?: unknown;
  /** whether the answer lets the agent go on; absent: any does */
  goesOn?(answer: unknown): boolean;
};

export type CompiledSet = BaseStep & { kind: "set"; value: CompiledTemplate };

export type CompiledWait = BaseStep & {
  kind: "wait";
  wait:
    | { type: "for"; ms: number }
    | { type: "until"; at: CompiledTemplate }
    | {
        type: "event";
        name: CompiledTemplate;
        key: CompiledTemplate | null;
        dueMs: number | null;
      };
};

export type CompiledTask = BaseStep & {
  kind: "task";
  definition: string;
  with: CompiledTemplate;
  agent: string | null;
};

export type CompiledBlock = BaseStep & {
  kind: "steps";
  steps: CompiledStep[];
  else: CompiledStep[] | null;
};

export type CompiledParallel = BaseStep & { kind: "parallel"; branches: CompiledStep[] };

export type CompiledEach = BaseStep & {
  kind: "each";
  items: CompiledTemplate;
  concurrency: number;
  steps: CompiledStep[];
  collect: CompiledTemplate | null;
};

/** One call of a model. */
export type CompiledModel = BaseStep & {
  kind: "model";
  purpose: "turn" | "compaction";
  request: ModelRequest;
};

/** Put together when the call is made, not when it is answered from the journal. */
export type ModelRequest = () => Omit<TurnRequest, "workspaceId" | "signal" | "onText" | "onRestart" | "ticket"> & {
  /** how much of what is sent was sent or written before: it is not new */
  knownTokens: number;
  /** kept with the answer */
  note?: Record<string, unknown>;
};

/** What an agent says of its own work: its plan, a decision, its result; or a call that could not be made. */
export type CompiledNote = BaseStep & {
  kind: "note";
  note: "plan" | "decide" | "find_tools" | "finish" | "refused";
  /** the tool the model called */
  tool: string;
  given: unknown;
  /** what the model is told */
  answer: unknown;
  event?: { kind: string; data: Record<string, unknown> };
};
