import { type Db, prepared, run } from "../db/database.ts";

/** The date it is now where the agent (called a) works. */
export const DAY_OF_AGENT = `(pgboss.job_now() at time zone coalesce(a.hours ->> 'zone', 'UTC'))::date`;

/** What one turn or call cost: added to the agent's day. */
export interface Spent {
  costMicros?: number;
  /** new ones: input that was not cached, and output */
  tokens?: number;
  calls?: number;
  runningMs?: number;
}

export type DaySpending = Required<Spent>;

/**
 * Adds to the agent's day and returns what the day has come to. In a statement of its own and not with
 * the journal: what a provider charged is spent, whether or not the turn could be recorded.
 */
export async function spend(db: Db, agentId: number, spent: Spent): Promise<DaySpending> {
  const { costMicros = 0, tokens = 0, calls = 0, runningMs = 0 } = spent;
  const [day] = await run<DaySpending>(db, SPEND, [agentId, costMicros, tokens, calls, Math.round(runningMs)]);
  return day ?? NOTHING;
}

/** What the agent spent today, in its own time zone. */
export async function spentToday(db: Db, agentId: number): Promise<DaySpending> {
  const [day] = await run<DaySpending>(db, TODAY, [agentId]);
  return day ?? NOTHING;
}

const NOTHING: DaySpending = { costMicros: 0, tokens: 0, calls: 0, runningMs: 0 };

const SUMS = `d.cost_micros as "costMicros", d.tokens, d.calls, d.running_ms as "runningMs"`;

const SPEND = prepared(
  "agents_spend",
  `insert into agent_days as d (agent_id, day, cost_micros, tokens, calls, running_ms)
   select a.id, ${DAY_OF_AGENT}, $2, $3, $4, $5 from agents a where a.id = $1
   on conflict (agent_id, day) do update set cost_micros = d.cost_micros + excluded.cost_micros, tokens = d.tokens + excluded.tokens,
     calls = d.calls + excluded.calls, running_ms = d.running_ms + excluded.running_ms
   returning ${SUMS}`,
);

const TODAY = prepared(
  "agents_spent_today",
  `select ${SUMS} from agent_days d join agents a on a.id = d.agent_id where a.id = $1 and d.day = ${DAY_OF_AGENT}`,
);
