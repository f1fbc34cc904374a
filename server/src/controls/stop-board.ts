import type { PgBoss } from "pg-boss";
import { type Db, prepared, run } from "../db/database.ts";
import { toolPattern } from "../definitions/compile-control.ts";
import { releaseStop } from "./release-stop.ts";

export interface StopInForce {
  id: number;
  workspace_id: number;
  kind: "workspace" | "agent" | "definition" | "tool";
  target_id: number | null;
  tool: string | null;
  reason: string;
  by: string;
}

/** The stops in force, as a worker knows them: looked at before every step, read when they change and every second. */
export interface StopBoard {
  /** one that ends this task's segment */
  ofTask(task: { workspace_id: number; agent_id: number; definition_id: number }): StopInForce | undefined;
  /** one that holds calls of this tool */
  ofTool(workspaceId: number, tool: string): StopInForce | undefined;
  refresh(): Promise<void>;
}

export function openStopBoard(db: Db, boss: PgBoss): StopBoard {
  let inForce: (StopInForce & { pattern: RegExp | null })[] = [];
  return {
    ofTask: ({ workspace_id, agent_id, definition_id }) =>
      inForce.find(
        (stop) =>
          stop.workspace_id === workspace_id &&
          (stop.kind === "workspace" ||
            (stop.kind === "agent" && stop.target_id === agent_id) ||
            (stop.kind === "definition" && stop.target_id === definition_id)),
      ),
    ofTool: (workspaceId, tool) =>
      inForce.find((stop) => stop.workspace_id === workspaceId && stop.pattern?.test(tool) === true),
    async refresh() {
      const rows = await run<StopInForce & { lifted: boolean }>(db, PENDING);
      inForce = rows
        .filter(({ lifted }) => !lifted)
        .map((stop) => ({ ...stop, pattern: stop.tool === null ? null : toolPattern(stop.tool) }));
      // Lifted, but who did it has not come to releasing what it held.
      for (const { id, lifted } of rows) if (lifted) await releaseStop(db, boss, id);
    },
  };
}

export function stopText({ by, reason }: { by: string; reason: string }): string {
  return `stopped by ${by}: ${reason}`;
}

const PENDING = prepared(
  "stops_pending",
  `select id, workspace_id, kind, target_id, tool, reason, created_by ->> 'name' as by, lifted_at is not null as lifted
   from stops where released_at is null order by id`,
);
