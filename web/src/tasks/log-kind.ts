import type { Event } from "@taskwright/api/event.ts";

/** The four kinds of log entry, and `life` for what merely moves a task along. */
export type LogKind = "agent" | "app" | "decision" | "error" | "life";
export const LOG_KINDS: LogKind[] = ["agent", "app", "decision", "error", "life"];

export function logKind(event: Pick<Event, "kind" | "data" | "actor">): LogKind {
  const [noun, verb] = event.kind.split(".", 2);
  if (verb === "failed" || verb === "recovered") return "error";
  if (noun === "interaction") return "decision";
  // what the agent settled by itself, and why
  if (event.kind === "decision.made") return "decision";
  if (noun === "plan") return "agent";
  // whatever a person did unasked is a decision as well
  if (noun === "task")
    return (event.actor.type === "user" || event.actor.type === "key") && verb !== "created" ? "decision" : "life";
  if (noun === "email" || noun === "file") return "app";
  if (noun === "step") return event.data.kind === "use" || typeof event.data.tool === "string" ? "app" : "agent";
  return "life";
}
