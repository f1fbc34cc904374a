import { text } from "../text.ts";
import { described, Field } from "../ui/field.tsx";

/** A password to be chosen, with what it must be and what is wrong with it. */
export function NewPasswordField({ id, short }: { id: string; short: boolean }) {
  return (
    <Field
      id={`${id}-password`}
      label={text.access.newPassword}
      hint={text.access.passwordHint}
      error={short ? text.access.passwordShort : undefined}
    >
      <input
        id={`${id}-password`}
        name="password"
        type="password"
        required
        autoComplete="new-password"
        className="control"
        {...described(`${id}-password`, "hint", short ? "error" : undefined)}
      />
    </Field>
  );
}
