import { useId, useState, type SubmitEvent } from "react";
import { messageOf } from "../api/problem.ts";
import { text } from "../text.ts";
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { Notice } from "../ui/states.tsx";
import { signIn } from "./session.ts";
import { formText } from "../ui/form-text.ts";
import { focusOnArrival } from "../ui/focus.ts";

export function SignInForm({ onDone }: { onDone(): void }) {
  const id = useId();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string>();

  async function submit(event: SubmitEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    setError(undefined);
    try {
      await signIn(formText(form, "login").trim(), formText(form, "password"));
      onDone();
    } catch (problem) {
      setError(messageOf(problem));
    } finally {
      setBusy(false);
    }
  }

  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      <Field id={`${id}-login`} label={text.access.login}>
        <input
          id={`${id}-login`}
          name="login"
          required
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          ref={focusOnArrival}
          className="control"
        />
      </Field>
      <Field id={`${id}-password`} label={text.access.password}>
        <input
          id={`${id}-password`}
          name="password"
          type="password"
          required
          autoComplete="current-password"
          className="control"
        />
      </Field>
      <div role="alert">{error && <Notice tone="bad">{error}</Notice>}</div>
      <Button type="submit" look="plain" size="lg" busy={busy}>
        {text.access.signIn}
      </Button>
    </form>
  );
}
