import type { AgentToolRule } from "@taskwright/api/agent.ts";
import type { Policy } from "@taskwright/api/policy.ts";
import type { Effect } from "@taskwright/api/step.ts";
import { Trash2 } from "lucide-react";
import { useId } from "react";
import { text } from "../../text.ts";
import { IconButton } from "../../ui/button.tsx";
import { Field } from "../../ui/field.tsx";
import { Segmented } from "../../ui/segmented.tsx";

const POLICIES: Policy[] = ["allow", "ask", "deny"];
const EFFECTS: Effect[] = ["read", "write", "external"];

/** as they are written, in every language */
const A_PATTERN = "csv.*";
const A_ROLE = "role:approver";

interface ToolRuleProps {
  place: number;
  rule: AgentToolRule;
  /** id of the list of tool names and patterns */
  names: string;
  disabled: boolean;
  onChange(rule: AgentToolRule): void;
  onRemove(): void;
}

/** Which tools, what about them, and under which condition. */
export function ToolRule({ place, rule, names, disabled, onChange, onRemove }: ToolRuleProps) {
  const id = useId();
  const words = text.agents.form;
  const controls = text.definitions.form.controls;
  return (
    <li className="flex flex-col gap-2 rounded-lg border border-line p-3">
      <div className="flex flex-wrap items-end gap-3">
        <Field id={`${id}-tool`} label={words.tool} className="min-w-40 flex-1">
          <input
            id={`${id}-tool`}
            list={names}
            disabled={disabled}
            maxLength={200}
            placeholder={A_PATTERN}
            value={rule.tool}
            onChange={(event) => onChange({ ...rule, tool: event.target.value })}
            className="control font-mono text-xs"
          />
        </Field>
        <Field id={`${id}-effect`} label={words.effect} className="min-w-36">
          <select
            id={`${id}-effect`}
            disabled={disabled}
            value={rule.effect ?? ""}
            onChange={(event) => {
              const { effect: _, ...rest } = rule;
              onChange(event.target.value === "" ? rest : { ...rest, effect: event.target.value as Effect });
            }}
            className="control"
          >
            <option value="">{words.anyEffect}</option>
            {EFFECTS.map((effect) => (
              <option key={effect} value={effect}>
                {controls.effects[effect]}
              </option>
            ))}
          </select>
        </Field>
        <Segmented
          label={controls.policyOf(place)}
          value={rule.policy}
          options={POLICIES.map((value) => ({ value, label: controls.policies[value] }))}
          onChange={(policy) => !disabled && onChange({ ...rule, policy })}
        />
        <IconButton label={controls.remove(place)} disabled={disabled} onClick={onRemove}>
          <Trash2 size={14} />
        </IconButton>
      </div>
      <details open={Boolean(rule.when || rule.to?.length || rule.untrusted) || undefined}>
        <summary className="text-xs text-soft">{words.conditions}</summary>
        <div className="mt-2 flex flex-col gap-3">
          <Field id={`${id}-when`} label={controls.when} hint={controls.whenHint}>
            <input
              id={`${id}-when`}
              disabled={disabled}
              maxLength={2000}
              value={rule.when ?? ""}
              onChange={(event) => onChange({ ...rule, when: event.target.value })}
              aria-describedby={`${id}-when-hint`}
              className="control font-mono text-xs"
            />
          </Field>
          {rule.policy === "ask" && <AskedWhom id={`${id}-to`} rule={rule} disabled={disabled} onChange={onChange} />}
          {rule.policy === "allow" && (
            <label className="flex items-start gap-2">
              <input
                type="checkbox"
                className="mt-0.5 size-4 accent-(--ink)"
                disabled={disabled}
                checked={rule.untrusted === "allow"}
                onChange={(event) => {
                  const { untrusted: _, ...rest } = rule;
                  onChange(event.target.checked ? { ...rest, untrusted: "allow" } : rest);
                }}
              />
              {words.untrusted}
            </label>
          )}
        </div>
      </details>
    </li>
  );
}

function AskedWhom({
  id,
  rule,
  disabled,
  onChange,
}: Pick<ToolRuleProps, "rule" | "disabled" | "onChange"> & { id: string }) {
  const words = text.agents.form;
  return (
    <Field id={id} label={text.definitions.form.controls.to} hint={words.toHint}>
      <input
        id={id}
        disabled={disabled}
        placeholder={A_ROLE}
        defaultValue={rule.to?.join(", ") ?? ""}
        onChange={(event) => {
          const to = event.target.value.split(/[\s,]+/).filter((who) => who !== "");
          const { to: _, ...rest } = rule;
          onChange(to.length > 0 ? { ...rest, to } : rest);
        }}
        aria-describedby={`${id}-hint`}
        className="control font-mono text-xs"
      />
    </Field>
  );
}
