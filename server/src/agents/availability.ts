import type { AgentBudget, Availability, Budget, Spending, WorkingHours } from "@taskwright/api/agent.ts";
import type { ModelTrouble } from "@taskwright/api/model.ts";
import { endOfDay, openingAt } from "./hours.ts";
import { usedUp } from "./spending.ts";

/** What decides whether an agent can work. */
export interface AgentState {
  name: string;
  enabled: boolean;
  /** the kill switch that holds it: its own, or the workspace's */
  stop: { by: string; reason: string } | null;
  hours: WorkingHours | null;
  maxConcurrent: number | null;
  running: number;
  model: { name: string; trouble: ModelTrouble | null; quietUntil: Date | null; fallback: boolean } | null;
  budget: AgentBudget | null;
  today: Spending;
}

type Reason = Availability["reasons"][number];

/** Whether it can work right now, and why not. That a person has to step in for a model keeps nobody from working. */
export function availabilityOf(agent: AgentState, now: Date): Availability {
  const hindered = [
    stopped(agent),
    off(agent),
    outsideHours(agent, now),
    busy(agent),
    modelFails(agent, now),
    spent(agent, now),
  ].filter((reason) => reason !== null);
  const remarks: Reason[] = [];
  if (!agent.model) remarks.push({ code: "no_model", text: "It has no model: what needs one is handed to a person." });
  return { able: hindered.length === 0, reasons: [...hindered, ...remarks] };
}

function stopped({ stop, name }: AgentState): Reason | null {
  return stop && { code: "stopped", text: `${name} is stopped by ${stop.by}: ${stop.reason}` };
}

function off({ enabled, name }: AgentState): Reason | null {
  return enabled ? null : { code: "off", text: `${name} is switched off.` };
}

function outsideHours({ hours, name }: AgentState, now: Date): Reason | null {
  if (!hours) return null;
  const { open, changes } = openingAt(hours, now);
  if (open) return null;
  return {
    code: "hours",
    text: `${outsideHoursText(name, hours, changes)}.`,
    ...(changes && { until: changes.toISOString() }),
  };
}

/** Without a full stop: it is a task's reason too. */
export function outsideHoursText(name: string, { zone }: WorkingHours, opens: Date | null): string {
  if (!opens) return `${name} has no working hours in the next two weeks`;
  return `${name} is outside its working hours and goes on at ${inWords(opens, zone)}`;
}

function busy({ maxConcurrent, running, name }: AgentState): Reason | null {
  if (maxConcurrent === null || running < maxConcurrent) return null;
  return { code: "busy", text: `${name} is busy (${running} of ${maxConcurrent}).` };
}

function modelFails({ model }: AgentState, now: Date): Reason | null {
  // A fallback answers in its place, or says in the task what is wrong.
  if (!model || model.fallback) return null;
  if (model.trouble) return { code: "model_trouble", text: model.trouble.text };
  if (!model.quietUntil || model.quietUntil <= now) return null;
  const until = model.quietUntil.toISOString();
  return { code: "model_quiet", text: `${model.name} is at its provider's limit for a moment.`, until };
}

function spent({ budget, today, hours, name }: AgentState, now: Date): Reason | null {
  const what = usedUp(budget?.perDay, today);
  if (what === null) return null;
  const until = endOfDay(hours?.zone ?? "UTC", now);
  return {
    code: "budget",
    text: `${dayIsSpentText(name, what, until, hours)}; tasks under way ask a person before they spend more.`,
    until: until.toISOString(),
  };
}

const WORDS: Record<keyof Budget, string> = { money: "money", tokens: "tokens", calls: "tool calls", minutes: "time" };

/** Without a full stop: it is a new task's reason too. */
export function dayIsSpentText(name: string, what: keyof Budget, until: Date, hours: WorkingHours | null): string {
  return `${name} has used up its ${WORDS[what]} for today; new tasks begin at ${inWords(until, hours?.zone ?? "UTC")}, or when its budget is raised`;
}

function inWords(moment: Date, zone: string): string {
  const format = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone,
    weekday: "long",
    day: "numeric",
    month: "long",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  const part = Object.fromEntries(format.formatToParts(moment).map(({ type, value }) => [type, value]));
  return `${part.hour}:${part.minute} on ${part.weekday} ${part.day} ${part.month} (${zone})`;
}
