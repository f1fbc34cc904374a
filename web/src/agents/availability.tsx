import type { Availability } from "@taskwright/api/agent.ts";
import { Link } from "@tanstack/react-router";
import { CircleCheck, CirclePause } from "lucide-react";
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
export function Reasons({ reasons }: { reasons: Reason[] }) {
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
          )}
          {MODEL_REASONS.includes(reason.code) && (
            <>
              {" "}
              <Link
                to="/agents"
                search={{ tab: "models", ...(reason.code === "no_model" ? { model: "new" } : {}) }}
                className="whitespace-nowrap underline"
              >
                {reason.code === "no_model" ? text.models.connect : text.agents.seeModels}
              </Link>
            </>
          )}
        </li>
      ))}
    </ul>
  );
}

const MODEL_REASONS: Reason["code"][] = ["no_model", "model_trouble"];
