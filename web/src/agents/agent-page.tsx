import type { Agent } from "@taskwright/api/agent.ts";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { ArrowLeft } from "lucide-react";
import { useMay } from "../access/session.ts";
import { duration } from "../format/duration.ts";
import { dollars } from "../format/money.ts";
import { number } from "../format/number.ts";
import { NotFound } from "../shell/not-found.tsx";
import { text } from "../text.ts";
import { Page } from "../ui/page.tsx";
import { Failed, SkeletonRows } from "../ui/states.tsx";
import { EnabledSwitch } from "./agent-list.tsx";
import { Ability, Reasons } from "./availability.tsx";
import { AgentForm } from "./form/agent-form.tsx";
import { agentQuery } from "./queries.ts";
import { useLoadChanges } from "./use-load-changes.ts";

/** One agent: how it stands now, and everything it is; or a new one. */
export function AgentPage() {
  const { id } = useParams({ from: "/shell/agents/$id" });
  const mayWrite = useMay("agent.write");
  const isNew = id === "new";
  const valid = isNew || (Number.isSafeInteger(Number(id)) && Number(id) > 0);
  const agent = useQuery({ ...agentQuery(Number(id)), enabled: valid && !isNew });
  useLoadChanges();
  if (!valid) return <NotFound />;
  if (isNew)
    return (
      <Page key="new" title={text.agents.new} heading={<Heading name={text.agents.new} />}>
        <AgentForm key="new" disabled={!mayWrite} />
      </Page>
    );
  if (agent.isPending) return <SkeletonRows rows={12} />;
  if (agent.isError) return <Failed error={agent.error} onRetry={() => void agent.refetch()} />;
  return (
    <Page
      key={id}
      title={agent.data.name}
      heading={<Heading name={agent.data.name} />}
      actions={<EnabledSwitch agent={agent.data} disabled={!mayWrite} />}
    >
      <Now agent={agent.data} />
      <AgentForm key={id} agent={agent.data} disabled={!mayWrite} />
    </Page>
  );
}

function Heading({ name }: { name: string }) {
  return (
    <div className="flex min-w-0 items-center gap-2">
      <Link to="/agents" aria-label={text.agents.title} title={text.agents.title} className="text-soft hover:text-ink">
        <ArrowLeft size={16} aria-hidden />
      </Link>
      <h1 dir="auto" className="min-w-0 truncate text-lg font-semibold">
        {name}
      </h1>
    </div>
  );
}

/** Whether it can work right now and why not, what it does, and what it spent since midnight. */
function Now({ agent }: { agent: Agent }) {
  const { today } = agent;
  return (
    <div className="flex flex-wrap items-start gap-x-8 gap-y-2 border-b border-line bg-page px-4 py-3">
      <div className="min-w-60">
        <Ability able={agent.availability.able} />
        <Reasons reasons={agent.availability.reasons} />
      </div>
      <dl className="flex flex-wrap gap-x-8 gap-y-2">
        <div>
          <dt className="text-xs text-faint">{text.agents.load}</dt>
          <dd>
            <Link to="/tasks" search={{ agent: agent.name }} className="hover:underline">
              {text.agents.loadText(agent.running, agent.queued)}
            </Link>
          </dd>
        </div>
        <div>
          <dt className="text-xs text-faint">{text.agents.spentToday}</dt>
          <dd>
            {text.agents.spentText(
              dollars(today.money),
              number(today.tokens),
              number(today.calls),
              duration(today.minutes * 60_000),
            )}
          </dd>
        </div>
      </dl>
    </div>
  );
}
