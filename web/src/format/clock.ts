/**
 * The server's clock, as far as the browser can tell: a laptop that is an hour off must not show
 * "in 58 minutes" for something that just happened. The Date header counts whole seconds, so only
 * differences above two are believed.
 */
let offsetMs = 0;

export function heardServerTime(dateHeader: string | null, receivedAt: number = Date.now()): void {
  const server = dateHeader === null ? Number.NaN : Date.parse(dateHeader);
  if (Number.isNaN(server)) return;
  const difference = server + 500 - receivedAt;
  offsetMs = Math.abs(difference) > 2_000 ? difference : 0;
}

/** A moment by the browser's clock, as the server would have told it. */
export function serverTime(local: number): number {
  return local + offsetMs;
}

export function serverNow(): number {
  return Date.now() + offsetMs;
}
