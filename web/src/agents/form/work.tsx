import { useId } from "react";
import { text } from "../../text.ts";
import { described, Field } from "../../ui/field.tsx";
import { Switch } from "../../ui/switch.tsx";
import type { FormPart } from "./agent-form.tsx";
import { Section } from "./section.tsx";

/** Whether it takes tasks at all, and how many at once. */
export function Work({ draft, change, issues, disabled, withSwitch }: FormPart & { withSwitch: boolean }) {
  const id = useId();
  const words = text.agents.form;
  return (
    <Section title={words.work}>
      {withSwitch && (
        <div className="flex items-center gap-3">
          <Switch
            label={words.enabled}
            checked={draft.enabled}
            disabled={disabled}
            onChange={(enabled) => change({ enabled })}
          />
          <span aria-hidden>{draft.enabled ? words.enabled : words.disabled}</span>
        </div>
      )}
      <Field
        id={id}
        label={text.agents.limit}
        hint={text.agents.limitHint}
        error={issues.maxConcurrent}
        className="max-w-60"
      >
        <input
          id={id}
          inputMode="numeric"
          disabled={disabled}
          placeholder={text.agents.noLimit}
          value={draft.maxConcurrent}
          onChange={(event) => change({ maxConcurrent: event.target.value })}
          className="control"
          {...described(id, text.agents.limitHint, issues.maxConcurrent)}
        />
      </Field>
    </Section>
  );
}
