import type { Agent } from "@taskwright/api/agent.ts";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Bot } from "lucide-react";
import { useMay } from "../access/session.ts";
import { dollars } from "../format/money.ts";
import { text } from "../text.ts";
import { buttonClass } from "../ui/button.tsx";
import { clsx } from "../ui/clsx.ts";
import { Empty, Failed, SkeletonRows } from "../ui/states.tsx";
import { Switch } from "../ui/switch.tsx";
import { toast, toastProblem } from "../ui/toast.tsx";
import { Ability, Reasons } from "./availability.tsx";
import { agentsQuery, updateAgent } from "./queries.ts";

export function AgentList() {
  const agents = useQuery(agentsQuery);
  const mayWrite = useMay("agent.write");
  if (agents.isPending) return <SkeletonRows />;
  if (agents.isError) return <Failed error={agents.error} onRetry={() => void agents.refetch()} />;
  if (agents.data.length === 0)
    return (
      <Empty icon={<Bot size={24} />} title={text.agents.emptyTitle}>
        <p>{text.agents.empty}</p>
        {mayWrite && (
          <Link to="/agents/$id" params={{ id: "new" }} className={buttonClass("plain")}>
            {text.agents.new}
          </Link>
        )}
      </Empty>
    );
  return (
    <div className="p-4">
      <p className="mb-4 max-w-2xl text-soft">{text.agents.text}</p>
      <ul className="flex flex-col overflow-hidden rounded-lg border border-line">
        {agents.data.map((agent) => (
          <AgentRow key={agent.id} agent={agent} mayWrite={mayWrite} />
        ))}
      </ul>
    </div>
  );
}

/** Whether it can work right now and why not, how busy it is, and what it cost today. */
function AgentRow({ agent, mayWrite }: { agent: Agent; mayWrite: boolean }) {
  return (
    <li
      className={clsx(
        "grid grid-cols-[minmax(0,1fr)_auto] items-start gap-x-6 gap-y-2 border-b border-line px-4 py-3 last:border-0 lg:grid-cols-[minmax(0,1fr)_15rem_7rem_auto]",
        !agent.enabled && "bg-raised",
      )}
    >
      <div className="min-w-0">
        <p className="flex flex-wrap items-center gap-x-3">
          <Link
            to="/agents/$id"
            params={{ id: String(agent.id) }}
            dir="auto"
            className={clsx("font-medium hover:underline", !agent.enabled && "text-soft")}
          >
            {agent.name}
          </Link>
          <Ability able={agent.availability.able} />
        </p>
        {agent.description && (
          <p dir="auto" className="line-clamp-2 text-soft">
            {agent.description}
          </p>
        )}
        <Reasons reasons={agent.availability.reasons} agentId={agent.id} />
      </div>
      <dl className="text-soft max-lg:order-last max-lg:col-span-2">
        <dt className="sr-only">{text.agents.model}</dt>
        <dd className={agent.model ? undefined : "text-faint"}>{agent.model?.name ?? text.agents.noModel}</dd>
        <dt className="sr-only">{text.agents.load}</dt>
        <dd>
          <Link to="/tasks" search={{ agent: agent.name }} className="hover:underline">
            {text.agents.loadText(agent.running, agent.queued)}
            {agent.maxConcurrent !== null && (
              <span className="text-faint"> · {text.agents.atMost(agent.maxConcurrent)}</span>
            )}
          </Link>
        </dd>
      </dl>
      <p className="text-soft max-lg:order-last max-lg:col-span-2 lg:text-right">
        {text.agents.today(dollars(agent.today.money))}
      </p>
      <EnabledSwitch agent={agent} disabled={!mayWrite} />
    </li>
  );
}

export function EnabledSwitch({ agent, disabled }: { agent: Agent; disabled: boolean }) {
  const client = useQueryClient();
  const change = useMutation({
    mutationFn: (enabled: boolean) => updateAgent(agent.id, { enabled }),
    onSuccess(saved) {
      toast(saved.enabled ? text.agents.turnedOn(saved.name) : text.agents.turnedOff(saved.name));
    },
    onError: toastProblem,
    onSettled: () => void client.invalidateQueries({ queryKey: agentsQuery.queryKey }),
  });
  return (
    <Switch
      label={text.agents.toggle(agent.name)}
      checked={agent.enabled}
      disabled={disabled || change.isPending}
      onChange={(enabled) => change.mutate(enabled)}
    />
  );
}
