import { useId, useState, type SubmitEvent } from "react";
import { messageOf } from "../api/problem.ts";
import { NewPasswordField } from "./new-password-field.tsx";
import { text } from "../text.ts";
import { Button } from "../ui/button.tsx";
import { described, Field } from "../ui/field.tsx";
import { Notice } from "../ui/states.tsx";
import { setPassword, useSession } from "./session.ts";
import { formText } from "../ui/form-text.ts";
import { focusOnArrival } from "../ui/focus.ts";

/** After a one-time link: how others see this person, and how they sign in from now on. */
export function FirstPassword({ onDone }: { onDone(): void }) {
  const id = useId();
  const session = useSession();
  const [busy, setBusy] = useState(false);
  const [short, setShort] = useState(false);
  const [error, setError] = useState<string>();

  async function submit(event: SubmitEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const password = formText(form, "password");
    setShort(password.length < 10);
    if (password.length < 10) return document.getElementById(`${id}-password`)?.focus();
    setBusy(true);
    setError(undefined);
    try {
      await setPassword({ name: formText(form, "name").trim(), login: formText(form, "login").trim(), password });
      onDone();
    } catch (problem) {
      setError(messageOf(problem));
    } finally {
      setBusy(false);
    }
  }

  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      <p className="text-soft">{text.access.welcomeText}</p>
      <Field id={`${id}-name`} label={text.access.name} hint={text.access.nameHint}>
        <input
          id={`${id}-name`}
          name="name"
          required
          maxLength={200}
          autoComplete="name"
          defaultValue={session?.actor.name}
          ref={focusOnArrival}
          className="control"
          {...described(`${id}-name`, "hint")}
        />
      </Field>
      <Field id={`${id}-login`} label={text.access.login} hint={text.access.loginHint}>
        <input
          id={`${id}-login`}
          name="login"
          required
          maxLength={200}
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          defaultValue={session?.login ?? undefined}
          className="control"
          {...described(`${id}-login`, "hint")}
        />
      </Field>
      <NewPasswordField id={id} short={short} />
      <div role="alert">{error && <Notice tone="bad">{error}</Notice>}</div>
      <Button type="submit" look="plain" size="lg" busy={busy}>
        {text.access.start}
      </Button>
    </form>
  );
}
