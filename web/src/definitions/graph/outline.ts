import type { Step } from "@taskwright/api/language.ts";
import type { StepKind } from "@taskwright/api/step.ts";

/** A step of a definition as the graph shows it. */
export interface OutlineStep {
  /** its place, as a task's steps name it, without the numbers of rounds: "rows.on_error.tell" */
  path: string;
  name: string;
  title: string | null;
  kind: StepKind;
  /** the tool, the definition, what is asked: a word or two */
  note: string;
  /** has an `if` of its own */
  conditional: boolean;
  lists: OutlineList[];
}

export interface OutlineList {
  role: "steps" | "else" | "parallel" | "on_error";
  steps: OutlineStep[];
}

const KINDS = ["use", "agent", "ask", "set", "wait", "task", "each", "parallel", "steps"] as const;

/** A definition's steps with the names that its tasks give them. */
export function outlineOf(steps: readonly Step[]): OutlineStep[] {
  const names = namesOf(steps);
  const visit = (list: readonly Step[], prefix: string): OutlineStep[] =>
    list.map((step) => {
      const path = prefix + names.get(step)!;
      return {
        path,
        name: names.get(step)!,
        title: step.title ?? null,
        kind: kindOf(step),
        note: noteOf(step),
        conditional: step.if !== undefined,
        lists: listsOf(step).map(({ role, steps: inner }) => ({ role, steps: visit(inner, path + PREFIX[role]) })),
      };
    });
  return visit(steps, "");
}

/** "rows[3].book" is "rows.book" in the definition. */
export function placeOf(path: string): string {
  return path.replace(/\[\d+\]/g, "");
}

/**
 * "Pay {{ $round(inputs.amount) }} to {{ steps.read.name }}" is "Pay ‹amount› to ‹name›" where nothing has been
 * evaluated; null where no word would be left that says what the step does.
 */
export function inWords(template: string | null): string | null {
  if (template === null || !template.includes("{{")) return template;
  if (template.replace(EXPRESSION, "").trim() === "") return null;
  return template.replace(EXPRESSION, (_, code: string) => `‹${lastName(code)}›`);
}

const EXPRESSION = /\{\{([^]*?)\}\}/g;

/** The last name of the first value that an expression reads; "…" for one that reads none. */
function lastName(code: string): string {
  const values = code.replace(/'[^']*'|"[^"]*"/g, "").match(/(?<![\w$.])[A-Za-z_][\w.]*/);
  return values?.[0].split(".").findLast((name) => name !== "") ?? "…";
}

const PREFIX = { steps: ".", else: ".else.", parallel: ".", on_error: ".on_error." };

function listsOf(step: Step): { role: OutlineList["role"]; steps: Step[] }[] {
  const lists: ReturnType<typeof listsOf> = [];
  if ("steps" in step) lists.push({ role: "steps", steps: step.steps });
  if ("else" in step && step.else) lists.push({ role: "else", steps: step.else });
  if ("parallel" in step) lists.push({ role: "parallel", steps: step.parallel });
  if (Array.isArray(step.on_error)) lists.push({ role: "on_error", steps: step.on_error });
  return lists;
}

function kindOf(step: Step): StepKind {
  return KINDS.find((kind) => Object.hasOwn(step, kind)) ?? "steps";
}

function noteOf(step: Step): string {
  if ("use" in step) return step.use;
  if ("task" in step) return step.task;
  if ("wait" in step) {
    if (typeof step.wait === "string") return step.wait;
    if ("for" in step.wait) return step.wait.for;
    return "event" in step.wait ? step.wait.event : step.wait.until;
  }
  return "";
}

/** As the server names steps that have no id: kind and place in the list, kept apart by _2, _3. */
function namesOf(steps: readonly Step[]): Map<Step, string> {
  const all = [...everyStep(steps)];
  const names = new Map<Step, string>();
  const taken = new Set<string>();
  for (const { step } of all) {
    if (step.id === undefined) continue;
    names.set(step, step.id);
    taken.add(step.id);
  }
  for (const { step, place } of all) {
    if (step.id !== undefined) continue;
    const wanted = `${kindOf(step)}${place}`;
    let name = wanted;
    for (let count = 2; taken.has(name); count++) name = `${wanted}_${count}`;
    names.set(step, name);
    taken.add(name);
  }
  return names;
}

function* everyStep(steps: readonly Step[]): Generator<{ step: Step; place: number }> {
  for (const [index, step] of steps.entries()) {
    yield { step, place: index + 1 };
    for (const list of listsOf(step)) yield* everyStep(list.steps);
  }
}
