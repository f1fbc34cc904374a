import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useId } from "react";
import { useMay } from "../../access/session.ts";
import { modelsQuery } from "../../models/queries.ts";
import { text } from "../../text.ts";
import { described, Field } from "../../ui/field.tsx";
import type { FormPart } from "./agent-form.tsx";
import { Section } from "./section.tsx";

/** What it is called, how it works, in words, and which model carries that out. */
export function Basics({ draft, change, issues, disabled }: FormPart) {
  const id = useId();
  const words = text.agents.form;
  return (
    <Section title={words.basics}>
      <div className="grid gap-4 @lg:grid-cols-2">
        <Field id={`${id}-name`} label={text.agents.name} error={issues.name}>
          <input
            id={`${id}-name`}
            dir="auto"
            maxLength={200}
            disabled={disabled}
            value={draft.name}
            onChange={(event) => change({ name: event.target.value })}
            className="control"
            {...described(`${id}-name`, undefined, issues.name)}
          />
        </Field>
        <ModelField draft={draft} change={change} issues={issues} disabled={disabled} />
      </div>
      <Field id={`${id}-description`} label={text.agents.description} optional={text.forms.optional}>
        <input
          id={`${id}-description`}
          dir="auto"
          maxLength={2000}
          disabled={disabled}
          value={draft.description}
          onChange={(event) => change({ description: event.target.value })}
          className="control"
        />
      </Field>
      <Field
        id={`${id}-instructions`}
        label={words.instructions}
        hint={words.instructionsHint}
        optional={text.forms.optional}
      >
        <textarea
          id={`${id}-instructions`}
          dir="auto"
          rows={7}
          maxLength={50_000}
          disabled={disabled}
          value={draft.instructions}
          onChange={(event) => change({ instructions: event.target.value })}
          aria-describedby={`${id}-instructions-hint`}
          className="control"
        />
      </Field>
    </Section>
  );
}

function ModelField({ draft, change, disabled }: FormPart) {
  const id = useId();
  const models = useQuery(modelsQuery).data ?? [];
  const mayConnect = useMay("model.write");
  return (
    <div className="flex flex-col gap-1">
      <Field id={id} label={text.agents.model}>
        <select
          id={id}
          disabled={disabled}
          value={draft.modelId ?? ""}
          onChange={(event) => change({ modelId: event.target.value === "" ? null : Number(event.target.value) })}
          className="control"
        >
          <option value="">{text.agents.form.noModel}</option>
          {models.map((model) => (
            <option key={model.id} value={model.id}>
              {model.name}
            </option>
          ))}
        </select>
      </Field>
      {mayConnect && (
        <Link to="/agents" search={{ tab: "models", model: "new" }} className="self-start text-xs text-soft underline">
          {text.models.connect}
        </Link>
      )}
    </div>
  );
}
