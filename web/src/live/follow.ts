import type { Event } from "@taskwright/api/event.ts";
import { API } from "../api/http.ts";
import { createParser } from "./parse.ts";

export interface Follower {
  onEvent(event: Event): void;
  onState(state: "connecting" | "live" | "broken"): void;
  /** the server refused the session: trying again would not help */
  onRefused(): void;
}

/** The server sends a comment at least every 15 s; three of them missed means the line is dead. */
const SILENCE_MS = 50_000;
const FIRST_RETRY_MS = 300;
const LAST_RETRY_MS = 5_000;

/**
 * Follows the ledger until aborted. EventSource would do, but it neither shows that it is
 * reconnecting, nor notices a line that went quiet, nor tells a 401 from a 503.
 */
export async function follow(follower: Follower, signal: AbortSignal): Promise<void> {
  let lastId: string | null = null;
  let retryMs = FIRST_RETRY_MS;
  while (!signal.aborted) {
    const line = new AbortController();
    const stop = () => line.abort();
    signal.addEventListener("abort", stop, { once: true });
    try {
      const headers: Record<string, string> = { accept: "text/event-stream" };
      if (lastId !== null) headers["last-event-id"] = lastId;
      const response = await fetch(`${API}/events`, {
        headers,
        signal: line.signal,
        credentials: "same-origin",
        cache: "no-store",
      });
      if (response.status === 401 || response.status === 403) return follower.onRefused();
      if (response.ok && response.body) {
        follower.onState("live");
        retryMs = FIRST_RETRY_MS;
        await read(response.body, line, (id, event) => {
          lastId = id ?? lastId;
          follower.onEvent(event);
        });
      }
    } catch {
      // fall through to the next attempt, whatever broke
    } finally {
      signal.removeEventListener("abort", stop);
    }
    if (signal.aborted) return;
    follower.onState("broken");
    await pause(retryMs * (0.75 + Math.random() / 2), signal);
    retryMs = Math.min(LAST_RETRY_MS, retryMs * 2);
  }
}

async function read(
  body: ReadableStream<Uint8Array>,
  line: AbortController,
  onEvent: (id: string | null, event: Event) => void,
): Promise<void> {
  const parse = createParser((message) => {
    const event = eventOf(message.data);
    if (event) onEvent(message.id, event);
  });
  const reader = body.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>).getReader();
  let watchdog = setTimeout(() => line.abort(), SILENCE_MS);
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      clearTimeout(watchdog);
      watchdog = setTimeout(() => line.abort(), SILENCE_MS);
      parse(value);
    }
  } finally {
    clearTimeout(watchdog);
  }
}

function eventOf(data: string): Event | null {
  try {
    const event = JSON.parse(data) as Event;
    return typeof event?.kind === "string" ? event : null;
  } catch {
    return null;
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => (clearTimeout(timer), resolve()), { once: true });
  });
}
