import type { AgentToolRule } from "@taskwright/api/agent.ts";
import type { ToolInfo } from "@taskwright/api/definition.ts";
import { text } from "../../text.ts";
import { type Allowance, allowanceOf } from "./effective.ts";

const SHOWN: Allowance[] = ["allow", "ask", "depends", "deny", "none"];

/** What the rules come to, counted and named: rules add up in ways that are easily misread. */
export function Allowances({ rules, tools }: { rules: AgentToolRule[] | null; tools: ToolInfo[] }) {
  const words = text.agents.form;
  const groups = Map.groupBy(tools, (tool) => allowanceOf(rules, tool));
  const shown = SHOWN.filter((allowance) => groups.has(allowance));
  if (tools.length === 0) return null;
  return (
    <details className="min-w-0 flex-1">
      <summary className="text-soft">
        {shown.map((allowance) => words.allowances[allowance](groups.get(allowance)!.length)).join(" · ")}
      </summary>
      <dl className="mt-2 flex flex-col gap-2">
        {shown.map((allowance) => (
          <div key={allowance}>
            <dt className="text-xs text-faint">{words.allowances[allowance](groups.get(allowance)!.length)}</dt>
            <dd className="font-mono text-xs">
              {groups
                .get(allowance)!
                .slice(0, 200)
                .map(({ name }) => name)
                .join(", ")}
            </dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
