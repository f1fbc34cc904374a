import { routes } from "@taskwright/api/routes.ts";
import type { Authenticator } from "../access/authenticate.ts";
import { mayAct } from "../access/authorize.ts";
import type { Signals } from "../db/signals.ts";
import { AppError } from "../errors.ts";
import type { Mount } from "../http/mount.ts";
import type { Follower } from "./follow.ts";
import { parsePosition } from "./position.ts";
import { eventStream } from "./stream.ts";
import { watchWriting } from "./writing.ts";

export interface EventServices {
  follower: Pick<Follower, "follow" | "poll">;
  authenticator: Pick<Authenticator, "authenticate" | "onChange">;
  signals: Pick<Signals, "send" | "on">;
  /** Tests: how often a stream says that it lives. */
  heartbeatMs?: number;
}

/** A person with many tabs, or a script that forgot to close. */
const MAX_STREAMS_PER_ACTOR = 20;

const STREAM_HEADERS = {
  "content-type": "text/event-stream; charset=utf-8",
  "cache-control": "no-store",
  // nginx would hold events back to fill its buffer
  "x-accel-buffering": "no",
};

/** GET /events. What happens outside (POST /events) wakes tasks, so it is the engine's. */
export function eventRoutes(services: EventServices, mount: Mount): void {
  const open = new Map<string, number>();

  mount(routes.events.stream, async ({ actor, query, context }) => {
    const lastId = context.req.header("last-event-id") ?? query.after;
    const after = lastId ? parsePosition(lastId) : undefined;
    // Hono answers HEAD with GET's headers and drops the body, which would never end then.
    if (context.req.method === "HEAD") return new Response(null, { headers: STREAM_HEADERS });
    const name = `${actor.type} ${actor.id}`;
    const count = open.get(name) ?? 0;
    if (count >= MAX_STREAMS_PER_ACTOR) {
      throw new AppError(
        "too_many",
        `${MAX_STREAMS_PER_ACTOR} event streams are open already under this name. Close one first.`,
      );
    }
    open.set(name, count + 1);
    const { headers, signal } = context.req.raw;
    const watch = (onPiece: (piece: object) => void) =>
      watchWriting(services.signals, { workspaceId: actor.workspaceId, taskId: query.task }, onPiece);
    const body = eventStream({
      follower: services.follower,
      subscription: {
        workspaceId: actor.workspaceId,
        taskId: query.task,
        kinds: query.kind?.split(",").map((kind) => kind.trim()),
        after,
      },
      async isAllowed() {
        const caller = await services.authenticator.authenticate(headers);
        return caller !== undefined && mayAct(caller.actor, routes.events.stream.action);
      },
      onAccessChange: services.authenticator.onChange,
      ...(query.live ? { watch } : {}),
      onClose() {
        const left = (open.get(name) ?? 1) - 1;
        if (left > 0) open.set(name, left);
        else open.delete(name);
      },
      signal,
      ...(services.heartbeatMs === undefined ? {} : { heartbeatMs: services.heartbeatMs }),
    });
    // Whoever has our answer must see all that happens from then on: the place is known first.
    await services.follower.poll();
    return new Response(body, { headers: STREAM_HEADERS });
  });
}
