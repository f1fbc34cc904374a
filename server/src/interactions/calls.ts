import { sentence } from "@taskwright/api/sentence.ts";
import type { CallTool, HandoverCall, InteractionDetails } from "@taskwright/api/interaction.ts";
import type { PgBoss } from "pg-boss";
import type { Actor } from "../access/actor.ts";
import { type Db, inTransaction, json, prepared, run } from "../db/database.ts";
import { AppError } from "../errors.ts";
import { appendEvent } from "../events/append.ts";
import { lockTask } from "../tasks/change.ts";
import { wakeTask } from "../tasks/wake.ts";
import { isAssigned } from "./interaction.ts";
import { getInteraction } from "./read.ts";

/** One request with what goes with a handover: the tools that may be called, and the calls made. */
export async function getDetails(db: Db, actor: Actor, id: number): Promise<InteractionDetails> {
  const interaction = await getInteraction(db, actor, id);
  if (interaction.kind !== "handover") return { ...interaction, tools: [], calls: [] };
  const place = [interaction.task.id, interaction.stepPath];
  const [step] = await run<{ tools: string[] | null }>(db, TOOLS, place);
  return { ...interaction, tools: step?.tools ?? [], calls: await run<HandoverCall>(db, CALLS, place) };
}

/**
 * Whoever does an agent's step calls one of its tools. The call is a step of the task and goes the way
 * of every call: rules, approvals, intents and doubts are the same. A worker makes it.
 */
export async function callFromHandover(
  db: Db,
  boss: PgBoss,
  actor: Actor,
  id: number,
  { tool, args }: CallTool,
): Promise<void> {
  const { task } = await getInteraction(db, actor, id);
  await inTransaction(db, async (tx) => {
    await lockTask(tx, actor, task.id);
    // As it is now that nobody else can change it.
    const ask = await getDetails(tx, actor, id);
    refuse(actor, ask, tool);
    const path = `${ask.stepPath}.call${ask.calls.length + 1}`;
    await run(tx, ASK_FOR_CALL, [task.id, path, tool, json(args)]);
    await appendEvent(tx, {
      workspaceId: actor.workspaceId,
      taskId: task.id,
      kind: "call.asked",
      actor,
      data: { interactionId: id, path, tool },
    });
    await wakeTask(tx, boss, task.id);
  });
}

function refuse(actor: Actor, ask: InteractionDetails, tool: string): void {
  if (ask.kind !== "handover")
    throw new AppError("unprocessable", "Tools are called from a request to do an agent's step, and this is none.");
  if (ask.status !== "open")
    throw new AppError("conflict", "This request is closed; nothing is called for it any more.", {
      sentence: sentence("refused.withdrawn", {}),
    });
  if (!isAssigned(actor, ask.assignees))
    throw new AppError("forbidden", `This is asked of ${ask.assignees.join(", ")}; ${actor.name} is none of them.`, {
      sentence: sentence("refused.not_asked", { name: actor.name, who: ask.assignees }),
    });
  if (!ask.tools.includes(tool))
    throw new AppError(
      "unprocessable",
      `"${tool}" is no tool of this agent. It has: ${ask.tools.join(", ") || "none"}.`,
      { sentence: sentence("refused.none", { noun: "tool", id: tool }) },
    );
}

const TOOLS = prepared(
  "interactions_tools",
  `select wait -> 'tools' as tools from steps where task_id = $1 and path = $2 order by attempt desc limit 1`,
);
const CALLS = prepared(
  "interactions_calls",
  `select path, tool, args, status, output, error from (
     select distinct on (s.path) s.path, s.seq, s.tool, s.input as args, s.status, s.output, s.error from steps s
     where s.task_id = $1 and s.kind = 'use' and starts_with(s.path, $2 || '.call')
     order by s.path, s.attempt desc
   ) as latest order by seq`,
);
const ASK_FOR_CALL = prepared(
  "interactions_ask_for_call",
  `insert into steps (task_id, path, attempt, seq, kind, tool, status, input, wait, started_at)
   select $1, $2, 1, (select max(seq) + 1 from steps where task_id = $1), 'use', $3, 'waiting', $4::json,
     jsonb_build_object('type', 'retry', 'until', to_char(pgboss.job_now() at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')), clock_timestamp()`,
);
