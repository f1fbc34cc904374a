import type { Task } from "@taskwright/api/task.ts";
import { routes } from "@taskwright/api/routes.ts";
import { FINAL_STATUSES } from "@taskwright/api/task.ts";
import { setTimeout as delay } from "node:timers/promises";
import { ApiError } from "@taskwright/api/client.ts";
import { openClient, UnreachableError, type Client, type Connection } from "./client.ts";
import { CliError, EXIT } from "./exit.ts";

/** Without news the task is read again after this long: a dead connection may look like silence. */
const SILENCE_MS = 15_000;
/** News in a burst are read together. */
const BURST_MS = 60;
const BACKOFF_MS = [100, 250, 500, 1000, 2000];
const GIVE_UP_MS = 10 * 60_000;

export interface FollowOptions {
  signal: AbortSignal;
  /** the server went away, or is back */
  onReachable?: (reachable: boolean) => void;
}

/**
 * A task as it changes, until it is final or the signal aborts. It lives through restarts of the
 * server: the stream is resumed where it broke, and the task is read again.
 */
export async function* followTask(
  client: Client,
  id: number,
  { signal, onReachable }: FollowOptions,
): AsyncGenerator<Task> {
  const ended = new AbortController();
  const whole = AbortSignal.any([signal, ended.signal]);
  const news = new News();
  const streaming = streamNews(client.connection, id, news, whole);
  try {
    while (!signal.aborted) {
      const task = await readUntilReachable(client, id, whole, onReachable);
      if (task === undefined) return;
      yield task;
      if (isFinal(task)) return;
      await news.wait(SILENCE_MS, whole);
    }
  } finally {
    ended.abort();
    await streaming;
  }
}

export function isFinal(task: Pick<Task, "status">): boolean {
  return (FINAL_STATUSES as readonly string[]).includes(task.status);
}

async function readUntilReachable(
  client: Client,
  id: number,
  signal: AbortSignal,
  onReachable?: (reachable: boolean) => void,
): Promise<Task | undefined> {
  const since = Date.now();
  for (let failures = 0; ; failures++) {
    try {
      const task = await client.call(routes.tasks.get, { params: { id }, signal });
      onReachable?.(true);
      return task;
    } catch (error) {
      if (signal.aborted) return undefined;
      if (!isPassing(error)) throw error;
      onReachable?.(false);
      if (Date.now() - since > GIVE_UP_MS) throw gone(id, error);
    }
    await pause(BACKOFF_MS[Math.min(failures, BACKOFF_MS.length - 1)]!, signal);
  }
}

/** Rings for every event of the task. Never fails: without a stream the task is read now and then. */
async function streamNews(connection: Connection, id: number, news: News, signal: AbortSignal): Promise<void> {
  // Also news: the stream begins (what happened since the first reading is not in it), or has broken.
  const client = openClient(connection, { onAttempt: () => news.ring() });
  try {
    for await (const _event of client.stream(routes.events.stream, { query: { task: id }, signal })) news.ring();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
  }
}

/** A bell that remembers having rung. */
class News {
  #rung = false;
  #waiting: (() => void) | undefined;

  ring(): void {
    this.#rung = true;
    this.#waiting?.();
  }

  async wait(atMostMs: number, signal: AbortSignal): Promise<void> {
    if (!this.#rung) {
      const rung = new AbortController();
      this.#waiting = () => rung.abort();
      await pause(atMostMs, AbortSignal.any([signal, rung.signal]));
      this.#waiting = undefined;
    }
    await pause(BURST_MS, signal);
    this.#rung = false;
  }
}

function isPassing(error: unknown): boolean {
  if (error instanceof ApiError) return error.status >= 500 || error.status === 429;
  return error instanceof UnreachableError || error instanceof TypeError;
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => {});
}

function gone(id: number, cause: unknown): CliError {
  const error = new CliError(
    EXIT.unreachable,
    "The server has not answered for ten minutes.",
    `The task goes on when it is back: taskwright tasks watch ${id}`,
  );
  error.cause = cause;
  return error;
}
