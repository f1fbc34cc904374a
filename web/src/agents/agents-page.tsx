import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { useMay } from "../access/session.ts";
import { Models } from "../models/models.tsx";
import { text } from "../text.ts";
import { buttonClass } from "../ui/button.tsx";
import { Page } from "../ui/page.tsx";
import { Tabs } from "../ui/tabs.tsx";
import { AgentList } from "./agent-list.tsx";
import { useLoadChanges } from "./use-load-changes.ts";

/** Who does the work, and the models they work with. */
export function AgentsPage() {
  const { tab = "agents" } = useSearch({ from: "/shell/agents" });
  const navigate = useNavigate({ from: "/agents" });
  const mayWrite = useMay("agent.write");
  const mayModels = useMay("model.write");
  useLoadChanges();
  return (
    <Page
      title={text.agents.title}
      actions={
        tab === "models"
          ? mayModels && (
              <Link to="/agents" search={{ tab: "models", model: "new" }} className={buttonClass("plain")}>
                <Plus size={14} aria-hidden />
                {text.models.connect}
              </Link>
            )
          : mayWrite && (
              <Link to="/agents/$id" params={{ id: "new" }} className={buttonClass("plain")}>
                <Plus size={14} aria-hidden />
                {text.agents.new}
              </Link>
            )
      }
    >
      <Tabs
        label={text.agents.tabs.label}
        value={tab}
        onChange={(next) => void navigate({ search: { tab: next }, replace: true })}
        tabs={[
          { id: "agents", label: text.agents.tabs.agents, content: <AgentList /> },
          { id: "models", label: text.agents.tabs.models, content: <Models /> },
        ]}
      />
    </Page>
  );
}
