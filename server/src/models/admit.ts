/** A call under way, or one that waits to begin, at one place: a provider's address in a workspace. */
export interface Call {
  ticket: string;
  modelId: number;
  calling: boolean;
  /** of another process: its room is kept, but only it can begin */
  foreign: boolean;
  /** what it will take from the bucket of tokens, as far as can be told before */
  tokens: number;
  maxConcurrent: number | null;
  requestsPerMinute: number | null;
  tokensPerMinute: number | null;
}

/** When a model's buckets are full again, in milliseconds; in the past: they are. */
export interface Rates {
  requestsFullAt: number;
  tokensFullAt: number;
}

export interface Admission {
  begin: string[];
  /** what the buckets are after those have begun */
  rates: Map<number, Rates>;
  /** when there may be room by time alone */
  next: number | null;
}

/** A bucket holds ten seconds' worth, so no minute sees more than its limit and a sixth. */
const BURST_MS = 10_000;
const MINUTE_MS = 60_000;

/**
 * Who may begin, of all that wait in the order in which they came. Whoever finds no room holds up those
 * behind it that want the same model, and nobody else.
 */
export function admit(calls: readonly Call[], known: ReadonlyMap<number, Rates>, now: number): Admission {
  const begin: string[] = [];
  const seen = new Map(known);
  const rates = new Map<number, Rates>();
  const held = new Set<number>();
  let calling = calls.filter((call) => call.calling).length;
  let next: number | null = null;
  for (const call of calls) {
    if (call.calling || held.has(call.modelId)) continue;
    const at =
      call.maxConcurrent !== null && calling >= call.maxConcurrent ? Infinity : readyAt(call, seen.get(call.modelId));
    if (at > now) {
      held.add(call.modelId);
      if (at < (next ?? Infinity)) next = at;
      continue;
    }
    calling++;
    seen.set(call.modelId, taken(call, seen.get(call.modelId), now));
    if (call.foreign) continue;
    begin.push(call.ticket);
    rates.set(call.modelId, taken(call, rates.get(call.modelId) ?? known.get(call.modelId), now));
  }
  return { begin, rates, next };
}

/** What a call really took: more or less than it was taken for. */
export function corrected(rates: Rates, tokensPerMinute: number | null, tokens: number): Rates {
  if (tokensPerMinute === null) return rates;
  return { ...rates, tokensFullAt: rates.tokensFullAt + (tokens * MINUTE_MS) / tokensPerMinute };
}

function readyAt({ requestsPerMinute, tokensPerMinute, tokens }: Call, rates: Rates | undefined): number {
  if (!rates) return 0;
  return Math.max(
    bucketReadyAt(rates.requestsFullAt, requestsPerMinute, 1),
    bucketReadyAt(rates.tokensFullAt, tokensPerMinute, tokens),
  );
}

/** What is more than the bucket holds begins when it is full, and leaves it in debt. */
function bucketReadyAt(fullAt: number, perMinute: number | null, amount: number): number {
  if (perMinute === null) return 0;
  const amountMs = (amount * MINUTE_MS) / perMinute;
  return fullAt - Math.max(0, BURST_MS - amountMs);
}

function taken({ requestsPerMinute, tokensPerMinute, tokens }: Call, rates: Rates | undefined, now: number): Rates {
  return {
    requestsFullAt: after(rates?.requestsFullAt, requestsPerMinute, 1, now),
    tokensFullAt: after(rates?.tokensFullAt, tokensPerMinute, tokens, now),
  };
}

function after(fullAt: number | undefined, perMinute: number | null, amount: number, now: number): number {
  if (perMinute === null) return fullAt ?? now;
  return Math.max(fullAt ?? now, now) + (amount * MINUTE_MS) / perMinute;
}
