import { text } from "../../text.ts";
import { ChoiceField, Section, TextField } from "./fields.tsx";
import { useForm } from "./form-context.ts";

export function Basic() {
  const form = useForm();
  const words = text.definitions.form.basic;
  const others = form.definitions.filter((name) => name !== form.value.name);
  return (
    <Section id="basic" title={words.title}>
      <div className="grid items-end gap-4 @lg:grid-cols-2">
        <TextField path={["name"]} label={words.name} required />
        <TextField path={["category"]} label={words.category} options={form.categories} />
      </div>
      <TextField path={["description"]} label={words.description} rows={2} />
      <TextField path={["instructions"]} label={words.instructions} hint={words.instructionsHint} rows={5} />
      <div className="grid items-end gap-4 @lg:grid-cols-2">
        <TextField path={["agent"]} label={words.agent} hint={words.agentHint} options={form.agents} />
        <ChoiceField
          path={["parent"]}
          label={words.parent}
          hint={words.parentHint}
          empty={words.noParent}
          options={others.map((name) => ({ value: name, label: name }))}
        />
      </div>
      <TextField path={["title"]} label={words.taskTitle} hint={words.taskTitleHint} mono />
      <div className="grid items-end gap-4 @lg:grid-cols-2">
        <TextField path={["priority"]} label={words.priority} hint={words.priorityHint} number />
        <TextField path={["timeout"]} label={words.timeout} hint={words.timeoutHint} placeholder="2h" />
      </div>
    </Section>
  );
}
