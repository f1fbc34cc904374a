/** Tells the shell that the server no longer knows us, from wherever a request found out. */
const listeners = new Set<() => void>();
let ended = false;

export function endSession(): void {
  if (ended) return;
  ended = true;
  for (const listener of listeners) listener();
}

export function beginSession(): void {
  ended = false;
  for (const listener of listeners) listener();
}

export function sessionEnded(): boolean {
  return ended;
}

export function onSessionEnd(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
