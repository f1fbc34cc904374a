import { randomUUID } from "node:crypto";
import { type Db, inTransaction, jsonText, prepared, run } from "../db/database.ts";
import type { Signals } from "../db/signals.ts";
import type { Log } from "../log.ts";
import { admit, type Call, corrected, type Rates } from "./admit.ts";
import { ModelError } from "./models.ts";

export interface LineRequest {
  /** what shares a limit of calls at once */
  place: string;
  modelId: number;
  ticket: string | undefined;
  /** the best guess before the call */
  tokens: number;
  signal: AbortSignal;
}

export interface Pass {
  /** The call is over, and took so many tokens. */
  leave(tokens: number): void;
}

/** The line in front of providers whose models have limits, one for all processes. */
export interface Line {
  enter(request: LineRequest): Promise<Pass>;
  close(): Promise<void>;
}

interface Ticket {
  ticket: string;
  modelId: number;
  tokens: number;
  admitted: (() => void) | undefined;
}

/** Nobody holds a task's slot for longer; who comes again later keeps its place. */
const PATIENCE_MS = 10_000;
const POLL_MS = 400;
const HEARTBEAT_MS = 5_000;

/**
 * Each process asks for all that wait in it at once: a transaction of a few statements under a lock of
 * the place, and the decision itself is a function (admit.ts). Calls are leases: those of a killed process
 * run out after 20 s. Waiting ones count for 2 s after they were last heard of, and keep their place for
 * ten minutes.
 */
export function openLine(db: Db, signals: Signals, log: Log, patienceMs = PATIENCE_MS): Line {
  const places = new Map<string, Place>();
  const at = (key: string): Place => {
    const place = places.get(key) ?? new Place(key, db, signals, log, () => places.delete(key));
    places.set(key, place);
    return place;
  };
  const unsubscribe = signals.on("models", (key) => {
    for (const place of key === undefined ? places.values() : [places.get(key)]) place?.look();
  });
  return {
    async enter({ place, modelId, ticket = randomUUID(), tokens, signal }) {
      signal.throwIfAborted();
      const queue = at(place);
      const patience = AbortSignal.timeout(patienceMs);
      const mine: Ticket = { ticket: queue.has(ticket) ? randomUUID() : ticket, modelId, tokens, admitted: undefined };
      const stop = AbortSignal.any([signal, patience]);
      await new Promise<void>((resolve, reject) => {
        const giveUp = () => {
          queue.giveUp(mine, signal.aborted);
          reject(signal.aborted ? (signal.reason as Error) : tooBusy(queue.waitMs));
        };
        mine.admitted = () => {
          stop.removeEventListener("abort", giveUp);
          resolve();
        };
        stop.addEventListener("abort", giveUp, { once: true });
        queue.add(mine);
      });
      return { leave: (used) => queue.leave(mine, used) };
    },
    async close() {
      unsubscribe();
      await Promise.all([...places.values()].map(async (place) => await place.close()));
    },
  };
}

function tooBusy(waitMs: number): ModelError {
  const text = "as many calls are under way as its limits allow; this one waits for its turn.";
  return new ModelError("rate_limited", text, { retryAfterMs: waitMs, ownLimit: true });
}

/** This process' part of one place's line. */
class Place {
  readonly #key: string;
  readonly #db: Db;
  readonly #signals: Signals;
  readonly #log: Log;
  readonly #empty: () => void;
  readonly #waiting = new Map<string, Ticket>();
  readonly #calling = new Map<string, Ticket>();
  #gone: { ticket: string; modelId: number; unused: number }[] = [];
  #looking: Promise<void> | undefined;
  #again = false;
  #timer: NodeJS.Timeout | undefined;
  #othersWait = false;
  /** how long it would take now, roughly */
  waitMs = 1_000;

  constructor(key: string, db: Db, signals: Signals, log: Log, empty: () => void) {
    this.#key = key;
    this.#db = db;
    this.#signals = signals;
    this.#log = log;
    this.#empty = empty;
  }

  has(ticket: string): boolean {
    return this.#waiting.has(ticket) || this.#calling.has(ticket);
  }

  add(ticket: Ticket): void {
    this.#waiting.set(ticket.ticket, ticket);
    this.look();
  }

  /** For good, or to come again later. */
  giveUp(ticket: Ticket, forGood: boolean): void {
    this.#waiting.delete(ticket.ticket);
    // It may have been admitted in this very moment: then its call is over, and its place with it.
    const called = this.#calling.delete(ticket.ticket);
    if (forGood || called) {
      this.#gone.push({ ticket: ticket.ticket, modelId: ticket.modelId, unused: called ? ticket.tokens : 0 });
      this.look();
    }
  }

  leave({ ticket, modelId, tokens }: Ticket, used: number): void {
    if (!this.#calling.delete(ticket)) return;
    this.#gone.push({ ticket, modelId, unused: tokens - used });
    this.look();
  }

  look(): void {
    if (this.#looking) {
      this.#again = true;
      return;
    }
    clearTimeout(this.#timer);
    this.#again = false;
    // What comes in the same turn of the event loop goes with it.
    this.#looking = new Promise<void>((resolve) => setImmediate(resolve))
      .then(async () => await this.#ask())
      .catch((error: unknown) => {
        this.#log.warn({ err: error }, "the line of a model could not be read; trying again");
        return POLL_MS;
      })
      .then((nextMs) => {
        this.#looking = undefined;
        if (this.#again) this.look();
        else if (nextMs !== undefined) this.#timer = setTimeout(() => this.look(), nextMs);
        else if (this.#gone.length === 0) this.#empty();
      });
  }

  /** Returns when to look again by itself. */
  async #ask(): Promise<number | undefined> {
    const gone = [...this.#gone];
    const present = [
      ...[...this.#calling.values()].map((ticket) => ({ ...ticket, calling: true })),
      ...[...this.#waiting.values()].map((ticket) => ({ ...ticket, calling: false })),
    ];
    if (gone.length === 0 && present.length === 0) return undefined;
    const { begin, next, now, othersWait } = await inTransaction(this.#db, async (tx) => {
      await run(tx, LOCK, [this.#key]);
      await run(tx, TIDY, [this.#key, gone.map(({ ticket }) => ticket)]);
      const rows = present.map(({ ticket, modelId, tokens, calling }) => ({
        ticket,
        model_id: modelId,
        tokens,
        calling,
      }));
      if (rows.length > 0) await run(tx, KEEP, [this.#key, jsonText(rows)]);
      const found = await run<Row>(tx, READ, [this.#key, gone.map(({ modelId }) => modelId)]);
      const time = found[0]?.now.getTime() ?? Date.now();
      const rates = ratesOf(found, gone);
      const calls = found.filter((row) => row.ticket !== null).map((row) => toCall(row, this.#waiting));
      const admission = admit(calls, rates, time);
      if (admission.begin.length > 0) await run(tx, BEGIN, [this.#key, admission.begin]);
      const changed = new Map([...rates].filter(([id]) => gone.some(({ modelId }) => modelId === id)));
      for (const [id, rate] of admission.rates) changed.set(id, rate);
      if (changed.size > 0) await run(tx, SET_RATES, [jsonText(rateRows(changed))]);
      return { ...admission, now: time, othersWait: calls.some(({ foreign, calling }) => foreign && !calling) };
    });
    this.#gone = this.#gone.filter((each) => !gone.includes(each));
    // Others look by themselves too; this is for them to be quick.
    if (gone.length > 0 && (othersWait || this.#othersWait)) this.#signals.send("models", this.#key);
    this.#othersWait = othersWait;
    for (const ticket of begin) this.#admit(ticket);
    if (this.#waiting.size === 0) return this.#calling.size > 0 ? HEARTBEAT_MS : undefined;
    const dueMs = next === null ? POLL_MS : Math.max(5, next - now);
    this.waitMs = Math.min(60_000, Math.max(1_000, next === null ? 0 : dueMs) + 100 * this.#waiting.size);
    return Math.min(dueMs, POLL_MS);
  }

  #admit(ticket: string): void {
    const admitted = this.#waiting.get(ticket);
    // Who gave up while we asked has its place taken back with the next look.
    if (!admitted) return void this.#gone.push({ ticket, modelId: 0, unused: 0 });
    this.#waiting.delete(ticket);
    this.#calling.set(ticket, admitted);
    admitted.admitted?.();
  }

  async close(): Promise<void> {
    clearTimeout(this.#timer);
    this.#waiting.clear();
    for (const { ticket, modelId } of this.#calling.values()) this.#gone.push({ ticket, modelId, unused: 0 });
    this.#calling.clear();
    await this.#looking;
    if (this.#gone.length > 0) await this.#ask().catch(() => {});
    clearTimeout(this.#timer);
  }
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

function toCall(row: Row, waiting: ReadonlyMap<string, Ticket>): Call {
  return {
    ticket: row.ticket!,
    modelId: row.model_id,
    calling: row.calling,
    foreign: !row.calling && !waiting.has(row.ticket!),
    tokens: row.tokens,
    maxConcurrent: row.max_concurrent,
    requestsPerMinute: row.requests_per_minute,
    tokensPerMinute: row.tokens_per_minute,
  };
}

/** With what the calls that ended took less than they were taken for given back. */
function ratesOf(rows: Row[], gone: { modelId: number; unused: number }[]): Map<number, Rates> {
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
