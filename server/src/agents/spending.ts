import type { Budget, Spending } from "@taskwright/api/agent.ts";
import { type Db, prepared, run } from "../db/database.ts";

/** The date it is now where the agent (called a) works. */
export const DAY_OF_AGENT = `(pgboss.job_now() at time zone coalesce(a.hours ->> 'zone', 'UTC'))::date`;

/** What an agent has used up of a day's budget, first thing first; null: there is room in all of it. */
export function usedUp(perDay: Budget | undefined, today: Spending): keyof Budget | null {
  return (perDay && WHATS.find((what) => today[what] >= (perDay[what] ?? Infinity))) ?? null;
}

const WHATS = ["money", "tokens", "calls", "minutes"] as const;

/** What a row of agent_days comes to; without one, nothing was spent that day. */
export function spendingOf(day: {
  cost_micros: number | null;
  tokens: number | null;
  calls: number | null;
  running_ms: number | null;
}): Spending {
  return {
    money: (day.cost_micros ?? 0) / 1_000_000,
    tokens: day.tokens ?? 0,
    calls: day.calls ?? 0,
    minutes: (day.running_ms ?? 0) / 60_000,
  };
}

/** The journal adds to it with the steps that spend (engine/journal-statement.ts). */
export interface DaySpending {
  costMicros: number;
  /** new ones: input that was not cached, and output */
  tokens: number;
  calls: number;
  runningMs: number;
}

/** What the agent spent today, in its own time zone. */
export async function spentToday(db: Db, agentId: number): Promise<DaySpending> {
  const [day] = await run<DaySpending>(db, TODAY, [agentId]);
  return day ?? NOTHING;
}

const NOTHING: DaySpending = { costMicros: 0, tokens: 0, calls: 0, runningMs: 0 };

const SUMS = `d.cost_micros as "costMicros", d.tokens, d.calls, d.running_ms as "runningMs"`;

const TODAY = prepared(
  "agents_spent_today",
  `select ${SUMS} from agent_days d join agents a on a.id = d.agent_id where a.id = $1 and d.day = ${DAY_OF_AGENT}`,
);
