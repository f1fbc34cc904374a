import { useId, useState } from "react";
import { text } from "../../text.ts";
import { described, Field } from "../../ui/field.tsx";
import type { Path } from "../yaml/entries.ts";
import { useForm } from "./form-context.ts";

/** The name under which an input stands; it changes when the field is left, not letter by letter. */
export function NameField({
  path,
  label,
  taken,
  onRenamed,
}: {
  path: Path;
  label: string;
  taken: readonly string[];
  onRenamed(name: string): void;
}) {
  const form = useForm();
  const id = useId();
  const name = String(path.at(-1));
  const [typed, setTyped] = useState(name);
  const error = !/^[A-Za-z_]\w{0,62}$/.test(typed)
    ? text.definitions.form.badName
    : typed !== name && taken.includes(typed)
      ? text.definitions.form.takenName
      : undefined;
  return (
    <Field id={id} label={label} error={error}>
      <input
        id={id}
        className="control font-mono text-xs"
        disabled={form.disabled}
        value={typed}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => setTyped(event.target.value)}
        onBlur={() => {
          if (typed === name || error) return;
          form.edit({ kind: "rename", path, key: typed });
          onRenamed(typed);
        }}
        {...described(id, undefined, error)}
      />
    </Field>
  );
}
