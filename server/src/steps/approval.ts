import { sentence } from "@taskwright/api/sentence.ts";
import type { Tool } from "../apps/tool.ts";
import { driftOf, type ExactCall, exactCall } from "../controls/exact-call.ts";
import type { PolicyDecision } from "../controls/policy.ts";
import { ReconnectNeeded } from "../connections/reconnect.ts";
import type { CompiledUse } from "../definitions/compiled.ts";
import { type Wait, writeStep } from "../engine/step-rows.ts";
import { failed, type StepResult, STOPPED, type Visit } from "../engine/visit.ts";
import { readApproval, useApproval, voidApproval } from "../interactions/use-approval.ts";
import { type CallArgs, callTool, intentOf, openConnection, readArgs } from "./call.ts";
import { askPerson } from "./question.ts";
import { decideFor, refuse, unconfirmed } from "./ruling.ts";

type PersonWait = Extract<Wait, { type: "person" }>;

/** Asks whether exactly this call may be made. `drift`: it was approved before, and is another now. */
export async function askLeave(
  visit: Visit<CompiledUse>,
  tool: Tool,
  { given, args }: CallArgs,
  { rule, to }: PolicyDecision,
  drift: string[] = [],
): Promise<StepResult> {
  const again =
    drift.length === 0
      ? ""
      : `This was approved before, and the approval does not count any more: ${drift.join("; ")}. `;
  return await askPerson(
    visit,
    {
      kind: "approval",
      purpose: "control",
      title: visit.title ?? `Let this task call "${tool.title}"?`,
      body: `${again}A person is asked before "${tool.name}" is called: ${rule.text}. Exactly this call is made if you approve.`,
      form: null,
      subject: { tool: tool.name, effect: tool.effect, args: given },
      assignees: to,
      dueMs: null,
      call: await boundCall(visit, tool, args),
      rule,
    },
    { input: given, tool: tool.name, effect: tool.effect, rule },
  );
}

/**
 * A person has decided about the call. It is compared with what was approved just before it is made,
 * and the approval is used up with the call's intent: another call, or a second one, asks anew.
 */
export async function afterLeave(
  visit: Visit<CompiledUse>,
  tool: Tool,
  { decision, interactionId }: PersonWait,
): Promise<StepResult> {
  const { segment } = visit;
  const given = visit.row!.input;
  if (decision!.outcome !== "approve") {
    const why = decision!.comment ? `: ${decision!.comment}` : ".";
    return failed("rejected", `The call of "${tool.name}" was rejected${why}`, {
      sentence: sentence("failed.call_rejected", { tool: tool.name, why: decision!.comment ?? undefined }),
    });
  }
  const read = readArgs(tool, given);
  if ("failure" in read) return read.failure;
  const call = { given, args: read.args };
  // A rule may forbid it since it was approved.
  const policy = await decideFor(visit, tool, read.args);
  if (policy.policy === "deny") return refuse(visit, tool, given, policy);
  const bound = await boundCall(visit, tool, read.args);
  if (tool.confirmed === false) {
    const isVoid = await segment.alone(async (tx) => {
      const drift = driftSince(await readApproval<ExactCall>(tx, interactionId), bound);
      await voidApproval(tx, interactionId, segment.task.id, drift.join("; "));
      return true;
    });
    return isVoid ? unconfirmed(tool) : STOPPED;
  }
  const intent = intentOf(visit, tool, call);
  const leave = await segment.alone(async (tx) => {
    const taskId = segment.task.id;
    if (await useApproval(tx, interactionId, taskId, bound.digest)) {
      await writeStep(tx, taskId, intent);
      return { granted: true as const };
    }
    const approval = await readApproval<ExactCall>(tx, interactionId);
    const drift = driftSince(approval, bound);
    await voidApproval(tx, interactionId, taskId, drift.join("; "));
    return { granted: false as const, drift };
  });
  if (!leave) return STOPPED;
  if (!leave.granted) return await askLeave(visit, tool, call, policy, leave.drift);
  segment.remember(intent);
  return await callTool(visit, tool, call, { intent });
}

function driftSince(approval: Awaited<ReturnType<typeof readApproval<ExactCall>>>, now: ExactCall): string[] {
  if (!approval?.call) return ["it was not given for a call"];
  const drift = driftOf(approval.call, now);
  if (drift.length > 0) return drift;
  return [approval.used_at ? "it was used already" : (approval.void ?? "nobody has given it")];
}

async function boundCall(visit: Visit<CompiledUse>, tool: Tool, args: unknown): Promise<ExactCall> {
  const { task } = visit.segment;
  return exactCall(tool, {
    args,
    connection: await connectionId(visit, tool, args),
    task: task.id,
    definition: { version: task.definition_version, snapshot: task.snapshot_id },
  });
}

/** Null: it needs none, or may use none as things are; then the call itself says why. */
async function connectionId(visit: Visit<CompiledUse>, tool: Tool, args: unknown): Promise<number | null> {
  if (!tool.connection) return null;
  const { connection } = args as { connection?: string };
  return await openConnection(visit, tool, connection).then(
    ({ id }) => id,
    // One that waits for a person to sign in again is the same one afterwards.
    (error: unknown) => (error instanceof ReconnectNeeded ? error.connection.id : null),
  );
}
