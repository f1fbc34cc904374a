import { text } from "../../text.ts";
import { Section } from "./fields.tsx";
import { useForm } from "./form-context.ts";
import { StepList, type OpenStep } from "./step-tree.tsx";

export function Steps(props: OpenStep) {
  const form = useForm();
  const words = text.definitions.form.steps;
  const given = form.inherited.steps;
  return (
    <Section id="steps" title={words.title} about={given ? words.given(given) : undefined}>
      <StepList path={["steps"]} label={words.title} {...props} />
    </Section>
  );
}
