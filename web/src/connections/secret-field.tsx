import { text } from "../text.ts";
import { described, Field } from "../ui/field.tsx";
import type { SecretField as Secret } from "./method.ts";

/** Typed once: nothing here ever shows what was kept before. */
export function SecretField(props: {
  id: string;
  app: string;
  field: Secret;
  required: boolean;
  value: string;
  onChange(value: string): void;
}) {
  const { id, field } = props;
  const words = text.connections;
  const hint = (field.name === "url" && words.urlHints[props.app]) || words.secretHint;
  return (
    <Field
      id={id}
      label={words.fields[field.name] ?? field.name}
      hint={hint}
      optional={props.required ? undefined : text.forms.optional}
    >
      <input
        id={id}
        type={field.plain ? "text" : "password"}
        autoComplete={field.plain ? "off" : "new-password"}
        spellCheck={false}
        required={props.required}
        className="control font-mono text-xs"
        value={props.value}
        onChange={(event) => props.onChange(event.target.value)}
        {...described(id, hint)}
      />
    </Field>
  );
}
