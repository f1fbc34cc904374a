import type { Availability } from "@taskwright/api/agent.ts";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { CircleCheck, CirclePause } from "lucide-react";
import { modelsQuery } from "../models/queries.ts";
import { text } from "../text.ts";
import { Badge } from "../ui/badge.tsx";
import { Moment } from "../ui/moment.tsx";

/** Whether it can work right now. */
export function Ability({ able }: { able: boolean }) {
  return (
    <Badge tone={able ? "good" : "bad"} icon={able ? CircleCheck : CirclePause}>
      {able ? text.agents.able : text.agents.unable}
    </Badge>
  );
}

type Reason = Availability["reasons"][number];

/** Why not, until when, and where one can do something about it. */
export function Reasons({ reasons, agentId }: { reasons: Reason[]; agentId?: number }) {
  if (reasons.length === 0) return null;
  return (
    <ul className="flex flex-col gap-0.5 text-soft">
      {reasons.map((reason) => (
        <li key={reason.code}>
          {text.agents.reasons[reason.code] ?? reason.text}
          {reason.code === "model_trouble" && ` ${reason.text}`}
          {reason.until && (
            <span className="text-faint">
              {" "}
              {text.agents.until} <Moment at={reason.until} />.
            </span>
          )}{" "}
          <WayOut code={reason.code} agentId={agentId} />
        </li>
      ))}
    </ul>
  );
}

/** The link to where a person can do something about it; on the agent's own page its model is chosen below. */
function WayOut({ code, agentId }: { code: Reason["code"]; agentId: number | undefined }) {
  const models = useQuery({ ...modelsQuery, enabled: code === "no_model" }).data ?? [];
  const look = "whitespace-nowrap underline";
  if (code === "stopped")
    return (
      <Link to="/settings" search={{ tab: "stops" }} className={look}>
        {text.agents.seeStops}
      </Link>
    );
  if (code === "model_trouble")
    return (
      <Link to="/agents" search={{ tab: "models" }} className={look}>
        {text.agents.seeModels}
      </Link>
    );
  if (code !== "no_model") return null;
  if (models.length === 0)
    return (
      <Link to="/agents" search={{ tab: "models", model: "new" }} className={look}>
        {text.models.connect}
      </Link>
    );
  return agentId === undefined ? null : (
    <Link to="/agents/$id" params={{ id: String(agentId) }} className={look}>
      {text.agents.chooseModel}
    </Link>
  );
}
