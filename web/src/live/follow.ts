import type { Event } from "@taskwright/api/event.ts";
import { API, queryString } from "../api/http.ts";
import { createParser, type StreamMessage } from "./parse.ts";
import type { WritingPiece } from "./writing.ts";

export interface Follower {
  onEvent(event: Event): void;
  onState(state: "connecting" | "live" | "broken"): void;
  /** the server refused the session: trying again would not help */
  onRefused(): void;
  onWriting?(piece: WritingPiece): void;
}

/** The server sends a comment at least every 15 s; three of them missed means the line is dead. */
const SILENCE_MS = 50_000;
const FIRST_RETRY_MS = 300;
const LAST_RETRY_MS = 5_000;

/**
 * Follows the ledger until aborted. EventSource would do, but it neither shows that it is
 * reconnecting, nor notices a line that went quiet, nor tells a 401 from a 503.
 */
export async function follow(
  follower: Follower,
  signal: AbortSignal,
  query: Record<string, string | number | boolean> = {},
): Promise<void> {
  let lastId: string | null = null;
  let retryMs = FIRST_RETRY_MS;
  while (!signal.aborted) {
    const line = new AbortController();
    const stop = () => line.abort();
    signal.addEventListener("abort", stop, { once: true });
    try {
      const headers: Record<string, string> = { accept: "text/event-stream" };
      if (lastId !== null) headers["last-event-id"] = lastId;
      const response = await fetch(`${API}/events${queryString(query)}`, {
        headers,
        signal: line.signal,
        credentials: "same-origin",
        cache: "no-store",
      });
      if (response.status === 401 || response.status === 403) return follower.onRefused();
      if (response.ok && response.body) {
        follower.onState("live");
        retryMs = FIRST_RETRY_MS;
        await read(response.body, line, (message) => {
          const event = jsonOf(message.data);
          if (message.event === "agent.writing") return follower.onWriting?.(event as WritingPiece);
          if (!isEvent(event)) return;
          lastId = message.id ?? lastId;
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
  onMessage: (message: StreamMessage) => void,
): Promise<void> {
  const parse = createParser(onMessage);
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

function jsonOf(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    return null;
  }
}

function isEvent(data: unknown): data is Event {
  return typeof (data as Event | null)?.kind === "string";
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => (clearTimeout(timer), resolve()), { once: true });
  });
}
