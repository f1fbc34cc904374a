import { toEvent } from "./event.ts";
import type { EventSubscription, Follower, Following } from "./follow.ts";
import { formatPosition } from "./position.ts";

interface StreamOptions {
  follower: Pick<Follower, "follow">;
  subscription: EventSubscription;
  /** false once the reader may not read on: the session ended, the key was revoked */
  isAllowed(): Promise<boolean>;
  /** calls back when someone's access changed. Returns how to stop */
  onAccessChange(fn: () => void): () => void;
  /** what models write at this moment, for who asked for it. Returns how to stop */
  watch?(onPiece: (piece: object) => void): () => void;
  onClose(): void;
  signal: AbortSignal;
  heartbeatMs?: number;
}

const HEARTBEAT_MS = 15_000;
/** What a client waits before it comes back. */
const RETRY_MS = 1_000;
/** Past this the client reads too slowly, and the follower waits for it. */
const BUFFER_BYTES = 64 * 1024;
/** A client that has taken nothing for so many heartbeats is gone, or as good as gone. */
const MAX_MISSED = 4;

/** Server-sent events. Ends by itself; the client comes back with the last id it saw. */
export function eventStream(options: StreamOptions): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let drained: PromiseWithResolvers<void> | undefined;
  let stop = (_reason?: string) => {};

  function start(controller: ReadableStreamDefaultController<Uint8Array>): void {
    let missed = 0;
    let ended = false;
    const send = (text: string) => controller.enqueue(encoder.encode(text));
    const isFull = () => (controller.desiredSize ?? 0) <= 0;

    const following: Following = options.follower.follow(options.subscription, {
      onEvent(row) {
        if (ended) return undefined;
        const event = toEvent(row);
        send(`id: ${event.id}\nevent: ${event.kind}\ndata: ${JSON.stringify(event)}\n\n`);
        if (!isFull()) return undefined;
        drained ??= Promise.withResolvers();
        return drained.promise;
      },
      onEnd: () => stop("the server is stopping"),
    });
    const heartbeat = setInterval(() => void beat(), options.heartbeatMs ?? HEARTBEAT_MS).unref();
    const stopWatching = options.onAccessChange(() => void check());
    // Without an id: where the reader is in the ledger stays as it is. Who cannot follow does without.
    const stopLive = options.watch?.((piece) => {
      if (!ended && !isFull()) send(`event: agent.writing\ndata: ${JSON.stringify(piece)}\n\n`);
    });
    const onAbort = () => stop();
    options.signal.addEventListener("abort", onAbort);

    stop = (reason) => {
      if (ended) return;
      ended = true;
      clearInterval(heartbeat);
      stopWatching();
      stopLive?.();
      following.stop();
      options.signal.removeEventListener("abort", onAbort);
      drained?.resolve();
      options.onClose();
      try {
        if (reason) send(`: ${reason}\n\n`);
        controller.close();
      } catch {
        // the client went first
      }
    };

    async function check(): Promise<void> {
      // No answer from the database says nothing about the session.
      const allowed = await options.isAllowed().catch(() => true);
      if (!allowed) stop("this session or key is no longer good");
    }

    async function beat(): Promise<void> {
      if (isFull()) {
        if (++missed >= MAX_MISSED) stop("too slow: come back for the rest");
        return;
      }
      missed = 0;
      // With its place, so that one who sees few events resumes from here and not from the last.
      const position = following.position();
      send(`: still here\n${position ? `id: ${formatPosition(position)}\n` : ""}\n`);
      await check();
    }

    send(`retry: ${RETRY_MS}\n: following\n\n`);
    if (options.signal.aborted) stop();
  }

  return new ReadableStream(
    {
      start,
      pull() {
        drained?.resolve();
        drained = undefined;
      },
      cancel: () => stop(),
    },
    new ByteLengthQueuingStrategy({ highWaterMark: BUFFER_BYTES }),
  );
}
