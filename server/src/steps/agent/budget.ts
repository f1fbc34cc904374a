import type { Budget } from "@taskwright/api/agent.ts";
import type { TaskSpent } from "@taskwright/api/task.ts";
import { spentToday } from "../../agents/spending.ts";
import type { CompiledAsk } from "../../definitions/compiled.ts";
import type { Segment } from "../../engine/segment.ts";
import { spentBySubtasks, type SubtasksSpent, together } from "../../tasks/subtasks-spent.ts";
import { goOnOrStopWith, isStop } from "../go-on.ts";
import { constant, innerStep } from "./inner.ts";

type What = keyof Budget;
type Spent = Required<Budget>;

/** Which budget is used up, and what it was. */
interface Overrun {
  scope: "task" | "day";
  what: What;
  limit: number;
  spent: number;
  /** what the task itself had spent then: a grant counts from there */
  taskSpent: number;
}

const WHATS = ["money", "tokens", "calls", "minutes"] as const satisfies What[];
const WORDS: Record<What, string> = { money: "money", tokens: "new tokens", calls: "tool calls", minutes: "minutes" };

/**
 * The question to ask before more is spent, as the step `budget<n>` below the agent's; null: there is
 * room. `calls`: how many calls of tools are about to be made.
 */
export async function budgetQuestion(segment: Segment, path: string, calls: number): Promise<CompiledAsk | null> {
  const { budget, name } = await segment.profile();
  if (!budget) return null;
  const below = hasSubtasks(segment) ? await spentBySubtasks(segment.engine.db, segment.task.id) : null;
  const spent = spentByTask(segment, below);
  const asked = segment.steps.below(`${path}.budget`);
  // Asked and not settled: waiting for its answer, or refused, which ends the step when it is walked.
  const open = asked.find(({ status, output }) => status === "waiting" || isRefused(output));
  if (open) return question(open.path.slice(path.length + 1), open.input as Overrun, name, segment, below);
  const grants = asked.flatMap(({ input, output }) => grantOf(input as Overrun | null, output));
  const overrun =
    overTask(budget.perTask, spent, grants, calls) ??
    (budget.perDay ? await overDay(segment, budget.perDay, spent, grants, calls) : null);
  return overrun && question(`budget${asked.length + 1}`, overrun, name, segment, below);
}

interface Grant extends Overrun {
  amount: number;
}

function grantOf(about: Overrun | null, output: unknown): Grant[] {
  const answer = (output as { answer?: { amount?: number } | null } | null)?.answer;
  return !about || output === null ? [] : [{ ...about, amount: answer?.amount ?? about.limit }];
}

function isRefused(output: unknown): boolean {
  return isStop((output as { answer?: unknown } | null)?.answer);
}

function overTask(budget: Budget | undefined, spent: Spent, grants: Grant[], calls: number): Overrun | null {
  for (const what of WHATS) {
    const given = budget?.[what];
    if (given === undefined) continue;
    const more = grants.filter((grant) => grant.scope === "task" && grant.what === what);
    // More is added to what had been spent when somebody added it.
    const limit = more.reduce((most, grant) => Math.max(most, grant.taskSpent) + grant.amount, given);
    if (isOver(what, spent[what], limit, calls))
      return { scope: "task", what, limit, spent: spent[what], taskSpent: spent[what] };
  }
  return null;
}

async function overDay(
  segment: Segment,
  budget: Budget,
  spent: Spent,
  grants: Grant[],
  calls: number,
): Promise<Overrun | null> {
  // What this task spent last may still be on its way to the table.
  await segment.write();
  const day = await spentToday(segment.engine.db, segment.task.agent_id);
  const today: Spent = {
    money: day.costMicros / 1e6,
    tokens: day.tokens,
    calls: day.calls,
    minutes: day.runningMs / 60_000,
  };
  for (const what of WHATS) {
    const limit = budget[what];
    if (limit === undefined || !isOver(what, today[what], limit, calls)) continue;
    const isGranted = grants.some(
      (grant) =>
        grant.scope === "day" &&
        grant.what === what &&
        !isOver(what, spent[what], grant.taskSpent + grant.amount, calls),
    );
    if (!isGranted) return { scope: "day", what, limit, spent: today[what], taskSpent: spent[what] };
  }
  return null;
}

function isOver(what: What, spent: number, limit: number, calls: number): boolean {
  // Calls that were made do not keep the model from finishing.
  return what === "calls" ? calls > 0 && spent + calls > limit : spent >= limit;
}

function hasSubtasks({ steps }: Segment): boolean {
  return steps.below("").some(({ kind }) => kind === "task");
}

/** Its sub-tasks spend for it: what a definition hands down is not a way around its agent's budget. */
function spentByTask({ steps, task, ranMs }: Segment, below: SubtasksSpent | null): Spent {
  const sums = together(steps.spent.sums, below?.spent ?? null)!;
  return {
    money: sums.costMicros / 1e6,
    tokens: sums.tokensNew,
    calls: sums.toolCalls,
    minutes: (task.running_ms + ranMs + (below?.runningMs ?? 0)) / 60_000,
  };
}

function question(
  id: string,
  overrun: Overrun,
  agent: string,
  segment: Segment,
  below: SubtasksSpent | null,
): CompiledAsk {
  const { scope, what, limit } = overrun;
  const whose = scope === "task" ? "for this task" : "for today";
  return {
    ...innerStep(id, { title: `${agent} has used up its ${WORDS[what]} ${whose} (${amount(what, limit)}). Go on?` }),
    kind: "ask",
    ask: "question",
    purpose: "budget",
    body: constant(
      `Spent by this task so far:\n\n${account(segment, below)}\n\nNothing more is spent until you answer.`,
    ),
    subject: constant({ ...segment.steps.spent.sums }),
    form: goOnOrStopWith({
      amount: {
        type: "number",
        title: `How much more (${WORDS[what]}${what === "money" ? ", US dollars" : ""})`,
        exclusiveMinimum: 0,
        default: limit,
      },
    }),
    to: constant(["role:operator", "role:builder"]),
    dueMs: null,
    onReject: "fail",
    about: overrun,
    goesOn: (answer) => !isStop(answer),
  };
}

/** What it was spent on, in lines. */
function account(segment: Segment, below: SubtasksSpent | null): string {
  const { sums } = segment.steps.spent;
  const tools = new Map<string, number>();
  for (const { kind, tool } of segment.steps.below(""))
    if (kind === "use" && tool) tools.set(tool, (tools.get(tool) ?? 0) + 1);
  const byTool = [...tools].toSorted((a, b) => b[1] - a[1]).map(([tool, count]) => `${tool} ${count}`);
  const unpriced = sums.unpricedCalls > 0 ? `, ${sums.unpricedCalls} of them at an unknown price` : "";
  const estimated = sums.estimatedCalls > 0 ? `, ${sums.estimatedCalls} of them estimated` : "";
  return [
    `- ${sums.modelCalls} turns of the model${unpriced}${estimated}: ${amount("money", sums.costMicros / 1e6)}, ${amount("tokens", sums.tokensNew)} new tokens`,
    `- ${sums.toolCalls} tool calls${byTool.length > 0 ? `: ${byTool.slice(0, 10).join(", ")}` : ""}`,
    ...(below?.spent ? [`- its sub-tasks: ${inWords(below.spent)}`] : []),
  ].join("\n");
}

function inWords({ costMicros, tokensNew, toolCalls }: TaskSpent): string {
  return `${amount("money", costMicros / 1e6)}, ${amount("tokens", tokensNew)} new tokens, ${toolCalls} tool calls`;
}

function amount(what: What, value: number): string {
  if (what === "money") return `$${value.toFixed(value < 1 ? 4 : 2)}`;
  return value.toLocaleString("en", { maximumFractionDigits: 1 });
}
