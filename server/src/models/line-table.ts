import { type Db, inTransaction, jsonText, prepared, run } from "../db/database.ts";
import { admit, type Admission, type Call, corrected, type Rates } from "./admit.ts";

/** A call of this process, under way or waiting. */
export interface Present {
  ticket: string;
  modelId: number;
  tokens: number;
  calling: boolean;
}

/** One that ended, or gave up; `unused`: how many tokens it took less than it was taken for. */
export interface Gone {
  ticket: string;
  modelId: number;
  unused: number;
}

/**
 * Takes out who is gone, writes down who is here, and lets begin whoever may; one place at a time, in one transaction.
 * `isWaiting`: here, and still so when it is decided.
 */
export async function admitAll(
  db: Db,
  place: string,
  { gone, present, isWaiting }: { gone: Gone[]; present: Present[]; isWaiting: (ticket: string) => boolean },
): Promise<Admission & { now: number; othersWait: boolean }> {
  return await inTransaction(db, async (tx) => {
    await run(tx, LOCK, [place]);
    await run(tx, TIDY, [place, gone.map(({ ticket }) => ticket)]);
    const here = present.map(({ ticket, modelId, tokens, calling }) => ({
      ticket,
      model_id: modelId,
      tokens,
      calling,
    }));
    if (here.length > 0) await run(tx, KEEP, [place, jsonText(here)]);
    const found = await run<Row>(tx, READ, [place, gone.map(({ modelId }) => modelId)]);
    const now = found[0]?.now.getTime() ?? Date.now();
    const rates = ratesOf(found, gone);
    const calls = found.filter((row) => row.ticket !== null).map((row) => toCall(row, isWaiting));
    const admission = admit(calls, rates, now);
    if (admission.begin.length > 0) await run(tx, BEGIN, [place, admission.begin]);
    const changed = new Map([...rates].filter(([id]) => gone.some(({ modelId }) => modelId === id)));
    for (const [id, rate] of admission.rates) changed.set(id, rate);
    if (changed.size > 0) await run(tx, SET_RATES, [jsonText(rateRows(changed))]);
    return { ...admission, now, othersWait: calls.some(({ foreign, calling }) => foreign && !calling) };
  });
}

interface Row {
  now: Date;
  /** null: only the rates of a model that nobody waits for */
  ticket: string | null;
  model_id: number;
  calling: boolean;
  tokens: number;
  max_concurrent: number | null;
  requests_per_minute: number | null;
  tokens_per_minute: number | null;
  requests_full_at: Date | null;
  tokens_full_at: Date | null;
}

function toCall(row: Row, isWaiting: (ticket: string) => boolean): Call {
  return {
    ticket: row.ticket!,
    modelId: row.model_id,
    calling: row.calling,
    foreign: !row.calling && !isWaiting(row.ticket!),
    tokens: row.tokens,
    maxConcurrent: row.max_concurrent,
    requestsPerMinute: row.requests_per_minute,
    tokensPerMinute: row.tokens_per_minute,
  };
}

/** With what the calls that ended took less than they were taken for given back. */
function ratesOf(rows: Row[], gone: Gone[]): Map<number, Rates> {
  const rates = new Map<number, Rates>();
  for (const row of rows) {
    if (!row.requests_full_at || !row.tokens_full_at || rates.has(row.model_id)) continue;
    let rate = { requestsFullAt: row.requests_full_at.getTime(), tokensFullAt: row.tokens_full_at.getTime() };
    for (const { modelId, unused } of gone) {
      if (modelId === row.model_id) rate = corrected(rate, row.tokens_per_minute, -unused);
    }
    rates.set(row.model_id, rate);
  }
  return rates;
}

function rateRows(rates: Map<number, Rates>): object[] {
  return [...rates].map(([model_id, { requestsFullAt, tokensFullAt }]) => ({
    model_id,
    requests_full_at: new Date(requestsFullAt).toISOString(),
    tokens_full_at: new Date(tokensFullAt).toISOString(),
  }));
}

const LOCK = prepared("models_line_lock", `select pg_advisory_xact_lock(hashtextextended($1, 1835230309))`);

const TIDY = prepared(
  "models_line_tidy",
  `delete from model_calls where place = $1 and (ticket = any($2::text[]) or until < clock_timestamp() - interval '10 minutes'
     or (calling and until < clock_timestamp()))`,
);

const KEEP = prepared(
  "models_line_keep",
  `insert into model_calls as c (place, ticket, model_id, calling, tokens, since, until)
   select $1, p.ticket, p.model_id, p.calling, p.tokens, clock_timestamp(), clock_timestamp() + case when p.calling then interval '20 seconds' else interval '2 seconds' end
   from json_to_recordset($2::json) as p (ticket text, model_id bigint, calling boolean, tokens bigint)
   on conflict (place, ticket) do update set calling = excluded.calling, tokens = excluded.tokens, until = excluded.until`,
);

const READ = prepared(
  "models_line_read",
  `select clock_timestamp() as now, c.ticket, m.id as model_id, c.calling, c.tokens, m.max_concurrent, m.requests_per_minute, m.tokens_per_minute,
     r.requests_full_at, r.tokens_full_at
   from (
     select ticket, model_id, calling, tokens, since from model_calls where place = $1 and until > clock_timestamp()
     union all
     select null, id, false, 0, null from unnest($2::bigint[]) as gone(id)
   ) c join models m on m.id = c.model_id left join model_rates r on r.model_id = m.id
   order by c.since, c.ticket`,
);

const BEGIN = prepared(
  "models_line_begin",
  `update model_calls set calling = true, until = clock_timestamp() + interval '20 seconds' where place = $1 and ticket = any($2::text[])`,
);

const SET_RATES = prepared(
  "models_line_set_rates",
  `insert into model_rates (model_id, requests_full_at, tokens_full_at)
   select model_id, requests_full_at, tokens_full_at
   from json_to_recordset($1::json) as r (model_id bigint, requests_full_at timestamptz, tokens_full_at timestamptz)
   on conflict (model_id) do update set requests_full_at = excluded.requests_full_at, tokens_full_at = excluded.tokens_full_at`,
);
