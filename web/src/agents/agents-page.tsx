import type { Agent } from "@taskwright/api/agent.ts";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Bot, Plus } from "lucide-react";
import { useCallback, useRef, useState } from "react";
import { useMay } from "../access/session.ts";
import type { Changes } from "../live/changes.ts";
import { useChanges } from "../live/live.tsx";
import { text } from "../text.ts";
import { Button } from "../ui/button.tsx";
import { clsx } from "../ui/clsx.ts";
import { Page } from "../ui/page.tsx";
import { Empty, Failed, SkeletonRows } from "../ui/states.tsx";
import { Switch } from "../ui/switch.tsx";
import { toast, toastProblem } from "../ui/toast.tsx";
import { LimitField } from "./limit-field.tsx";
import { NewAgentDialog } from "./new-agent.tsx";
import { agentsQuery, updateAgent } from "./queries.ts";

export function AgentsPage() {
  const agents = useQuery(agentsQuery);
  const mayWrite = useMay("agent.write");
  const [adding, setAdding] = useState(false);
  useLoadChanges();
  return (
    <Page
      title={text.agents.title}
      actions={
        mayWrite && (
          <Button look="plain" onClick={() => setAdding(true)}>
            <Plus size={14} />
            {text.agents.new}
          </Button>
        )
      }
    >
      {agents.isPending ? (
        <SkeletonRows />
      ) : agents.isError ? (
        <Failed error={agents.error} onRetry={() => void agents.refetch()} />
      ) : agents.data.length === 0 ? (
        <Empty icon={<Bot size={24} />} title={text.agents.emptyTitle}>
          <p>{text.agents.empty}</p>
          {mayWrite && (
            <Button look="plain" onClick={() => setAdding(true)}>
              {text.agents.new}
            </Button>
          )}
        </Empty>
      ) : (
        <div className="p-4">
          <p className="mb-4 max-w-2xl text-soft">{text.agents.text}</p>
          <ul className="flex flex-col overflow-hidden rounded-lg border border-line">
            {agents.data.map((agent) => (
              <AgentRow key={agent.id} agent={agent} mayWrite={mayWrite} />
            ))}
          </ul>
        </div>
      )}
      {adding && <NewAgentDialog onClose={() => setAdding(false)} />}
    </Page>
  );
}

/** How busy agents are changes with every task; once in two seconds is enough. */
function useLoadChanges(): void {
  const client = useQueryClient();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useChanges(
    useCallback(
      (changes: Changes) => {
        if (changes.tasks.size === 0) return;
        timer.current ??= setTimeout(() => {
          timer.current = undefined;
          void client.invalidateQueries({ queryKey: agentsQuery.queryKey });
        }, 2_000);
      },
      [client],
    ),
  );
}

function AgentRow({ agent, mayWrite }: { agent: Agent; mayWrite: boolean }) {
  const client = useQueryClient();
  const change = useMutation({
    mutationFn: (next: { enabled?: boolean; maxConcurrent?: number | null }) =>
      updateAgent(agent.id, { ...next, version: agent.version }),
    onSuccess(saved, next) {
      client.setQueryData(agentsQuery.queryKey, (all) => all?.map((one) => (one.id === saved.id ? saved : one)));
      if (next.enabled === undefined) toast(text.agents.limitSaved(saved.name));
      else toast(saved.enabled ? text.agents.turnedOn(saved.name) : text.agents.turnedOff(saved.name));
    },
    onError: toastProblem,
    onSettled: () => void client.invalidateQueries({ queryKey: agentsQuery.queryKey }),
  });
  return (
    <li
      className={clsx(
        "flex flex-wrap items-center gap-x-6 gap-y-2 border-b border-line px-4 py-3 last:border-0",
        !agent.enabled && "bg-raised",
      )}
    >
      <div className="min-w-48 flex-1">
        <p className={clsx("font-medium", !agent.enabled && "text-soft")}>{agent.name}</p>
        {agent.description && <p className="text-soft">{agent.description}</p>}
      </div>
      <p className="text-soft">{text.agents.loadText(agent.running, agent.queued)}</p>
      <LimitField
        agent={agent}
        disabled={!mayWrite || change.isPending}
        onSave={(maxConcurrent) => change.mutate({ maxConcurrent })}
      />
      <Switch
        label={text.agents.toggle(agent.name)}
        checked={agent.enabled}
        disabled={!mayWrite || change.isPending}
        onChange={(enabled) => change.mutate({ enabled })}
      />
    </li>
  );
}
