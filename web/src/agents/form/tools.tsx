import type { AgentToolRule } from "@taskwright/api/agent.ts";
import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useId } from "react";
import { toolsQuery } from "../../definitions/queries.ts";
import { text } from "../../text.ts";
import { Button } from "../../ui/button.tsx";
import { Segmented } from "../../ui/segmented.tsx";
import type { FormPart } from "./agent-form.tsx";
import { Allowances } from "./allowances.tsx";
import { type Preset, PRESETS, presetOf } from "./effective.ts";
import { Section } from "./section.tsx";
import { ToolRule } from "./tool-rule.tsx";

/** Which tools it has, and before which of their calls a person is asked. */
export function Tools({ draft, change, issues, disabled }: FormPart) {
  const id = useId();
  const words = text.agents.form;
  const tools = useQuery(toolsQuery).data ?? [];
  const rules = draft.tools;
  const preset = presetOf(rules);
  const set = (next: AgentToolRule[] | null) => change({ tools: next });
  const names = [...new Set(["*", ...tools.flatMap(({ app, name }) => [`${app}.*`, name])])];
  return (
    <Section title={words.tools} about={words.toolsAbout} error={issues.tools}>
      <div>
        <Segmented<Preset | "own">
          label={words.presets}
          value={preset ?? "own"}
          options={[
            ...(Object.keys(PRESETS) as Preset[]).map((value) => ({ value, label: words.presetNames[value] })),
            ...(preset === undefined ? [{ value: "own" as const, label: words.ownRules }] : []),
          ]}
          onChange={(value) => !disabled && value !== "own" && set(PRESETS[value])}
        />
      </div>
      {preset && <p className="text-soft">{words.presetText[preset]}</p>}
      {rules !== null && rules.length > 0 && (
        <ul aria-label={words.tools} className="flex flex-col gap-2">
          {rules.map((rule, index) => (
            // rules have no identity but their place
            <ToolRule
              key={index}
              place={index + 1}
              rule={rule}
              names={`${id}-names`}
              disabled={disabled}
              onChange={(next) => set(rules.with(index, next))}
              onRemove={() => set(rules.toSpliced(index, 1))}
            />
          ))}
        </ul>
      )}
      <datalist id={`${id}-names`}>
        {names.map((name) => (
          <option key={name}>{name}</option>
        ))}
      </datalist>
      <div className="flex flex-wrap items-center gap-3">
        <Button disabled={disabled} onClick={() => set([...(rules ?? PRESETS.external!), { tool: "", policy: "ask" }])}>
          <Plus size={14} aria-hidden />
          {words.addRule}
        </Button>
        <Allowances rules={rules} tools={tools} />
      </div>
    </Section>
  );
}
