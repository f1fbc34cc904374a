import { type Db, prepared, run } from "../db/database.ts";

/** The date it is now where the agent (called a) works. */
export const DAY_OF_AGENT = `(pgboss.job_now() at time zone coalesce(a.hours ->> 'zone', 'UTC'))::date`;

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
