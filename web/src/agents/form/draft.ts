import type { Agent, AgentToolRule, WorkingHours } from "@taskwright/api/agent.ts";
import { readNumber, writeNumber } from "../../ui/form/amount.ts";
import { text } from "../../text.ts";
import type { NewAgent } from "../queries.ts";

/** An agent as it is typed: numbers are text until they are read. */
export interface AgentDraft {
  name: string;
  description: string;
  instructions: string;
  modelId: number | null;
  tools: AgentToolRule[] | null;
  maxConcurrent: string;
  hours: HoursDraft | null;
  budget: Record<BudgetScope, Record<BudgetWhat, string>>;
  enabled: boolean;
}
export interface HoursDraft {
  zone: string;
  days: Record<Day, [string, string][]>;
}
export type Day = keyof WorkingHours["days"];
export const DAYS: Day[] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
export type BudgetScope = "perTask" | "perDay";
export const BUDGET_SCOPES: BudgetScope[] = ["perTask", "perDay"];
export type BudgetWhat = "money" | "tokens" | "calls" | "minutes";
export const BUDGET_WHATS: BudgetWhat[] = ["money", "tokens", "calls", "minutes"];

export function draftOf(agent?: Agent): AgentDraft {
  const amounts = (scope: BudgetScope) =>
    Object.fromEntries(BUDGET_WHATS.map((what) => [what, writeNumber(agent?.budget?.[scope]?.[what] ?? "")])) as Record<
      BudgetWhat,
      string
    >;
  return {
    name: agent?.name ?? "",
    description: agent?.description ?? "",
    instructions: agent?.instructions ?? "",
    modelId: agent?.model?.id ?? null,
    tools: agent?.tools ?? null,
    maxConcurrent:
      agent?.maxConcurrent === undefined || agent.maxConcurrent === null ? "" : String(agent.maxConcurrent),
    hours: agent?.hours ? { zone: agent.hours.zone, days: daysOf(agent.hours) } : null,
    budget: { perTask: amounts("perTask"), perDay: amounts("perDay") },
    enabled: agent?.enabled ?? true,
  };
}

function daysOf({ days }: WorkingHours): HoursDraft["days"] {
  return Object.fromEntries(DAYS.map((day) => [day, days[day] ?? []])) as HoursDraft["days"];
}

export type DraftIssues = Partial<Record<keyof AgentDraft, string>>;

/** The agent it describes; or what is wrong, by section. */
export function readDraft(draft: AgentDraft): { value: Required<NewAgent> } | { issues: DraftIssues } {
  const words = text.agents.form;
  const issues: DraftIssues = {};
  if (draft.name.trim() === "") issues.name = words.nameMissing;
  const maxConcurrent = draft.maxConcurrent.trim() === "" ? null : Number(draft.maxConcurrent.trim());
  if (maxConcurrent !== null && !(Number.isInteger(maxConcurrent) && maxConcurrent >= 1 && maxConcurrent <= 10_000))
    issues.maxConcurrent = text.agents.invalidLimit;
  const perTask = readBudget(draft.budget.perTask);
  const perDay = readBudget(draft.budget.perDay);
  if (perTask === undefined || perDay === undefined) issues.budget = words.budgetInvalid;
  if (draft.tools?.some(({ tool }) => tool.trim() === "")) issues.tools = words.toolMissing;
  const hours = draft.hours ? readHours(draft.hours) : null;
  if (typeof hours === "string") issues.hours = hours;
  if (Object.keys(issues).length > 0) return { issues };
  return {
    value: {
      name: draft.name.trim(),
      description: draft.description.trim() || null,
      instructions: draft.instructions.trim() || null,
      modelId: draft.modelId,
      tools: draft.tools?.map(withoutEmpty) ?? null,
      maxConcurrent,
      hours: hours as WorkingHours | null,
      budget: perTask || perDay ? { ...(perTask && { perTask }), ...(perDay && { perDay }) } : null,
      enabled: draft.enabled,
    },
  };
}

/** null: none; undefined: something in it is no amount. */
function readBudget(amounts: Record<BudgetWhat, string>): Partial<Record<BudgetWhat, number>> | null | undefined {
  const budget: Partial<Record<BudgetWhat, number>> = {};
  for (const what of BUDGET_WHATS) {
    if (amounts[what].trim() === "") continue;
    const amount = Number(readNumber(amounts[what]));
    const whole = what === "tokens" || what === "calls";
    if (!(amount > 0) || (whole && !Number.isInteger(amount))) return undefined;
    budget[what] = amount;
  }
  return Object.keys(budget).length > 0 ? budget : null;
}

const CLOCK = /^([01]\d|2[0-3]):[0-5]\d$|^24:00$/;

/** What is wrong, as text. */
function readHours({ zone, days }: HoursDraft): WorkingHours | string {
  const words = text.agents.form;
  if (!isZone(zone)) return words.zoneInvalid;
  const spans = DAYS.flatMap((day) => days[day]);
  if (spans.length === 0) return words.hoursEmpty;
  if (spans.some(([from, to]) => !CLOCK.test(from) || !CLOCK.test(to))) return words.timeInvalid;
  if (spans.some(([from, to]) => from >= to)) return words.spanInvalid;
  const named = DAYS.filter((day) => days[day].length > 0).map((day) => [day, days[day]]);
  return { zone, days: Object.fromEntries(named) as WorkingHours["days"] };
}

function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return zone !== "";
  } catch {
    return false;
  }
}

function withoutEmpty(rule: AgentToolRule): AgentToolRule {
  const { when, to, ...rest } = rule;
  return { ...rest, tool: rule.tool.trim(), ...(when?.trim() ? { when } : {}), ...(to?.length ? { to } : {}) };
}

/** Fields that differ, by name. */
export function changedFields<Fields extends object>(before: Fields, after: Fields): (keyof Fields)[] {
  return (Object.keys(after) as (keyof Fields)[]).filter(
    (field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]),
  );
}

/** What was typed, on top of what somebody else has saved meanwhile. */
export function rebase(draft: AgentDraft, base: AgentDraft, theirs: AgentDraft): AgentDraft {
  const mine = Object.fromEntries(changedFields(base, draft).map((field) => [field, draft[field]]));
  return { ...theirs, ...mine };
}
