import { useId, useState, type SubmitEvent } from "react";
import { messageOf } from "../api/problem.ts";
import { NewPasswordField } from "./new-password-field.tsx";
import { text } from "../text.ts";
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { Notice } from "../ui/states.tsx";
import { toast } from "../ui/toast.tsx";
import { setPassword, useSession } from "./session.ts";
import { formText } from "../ui/form-text.ts";

/** One's own password. */
export function You() {
  const id = useId();
  const session = useSession();
  const [busy, setBusy] = useState(false);
  const [short, setShort] = useState(false);
  const [error, setError] = useState<string>();
  if (!session) return null;

  async function submit(event: SubmitEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const element = event.currentTarget;
    const form = new FormData(element);
    const password = formText(form, "password");
    setShort(password.length < 10);
    if (password.length < 10) return document.getElementById(`${id}-password`)?.focus();
    setBusy(true);
    setError(undefined);
    try {
      await setPassword({ name: formText(form, "name").trim(), currentPassword: formText(form, "current"), password });
      element.reset();
      toast(text.settings.passwordSaved);
    } catch (problem) {
      setError(messageOf(problem));
    } finally {
      setBusy(false);
    }
  }

  return (
    <form onSubmit={submit} className="flex max-w-sm flex-col gap-4 p-4">
      <p className="text-soft">
        {text.settings.youText} {text.settings.roles[session.role]}: {text.settings.roleText[session.role]}.
      </p>
      <input type="hidden" autoComplete="username" value={session.login ?? ""} readOnly />
      <Field id={`${id}-name`} label={text.access.name}>
        <input
          id={`${id}-name`}
          name="name"
          required
          maxLength={200}
          autoComplete="name"
          defaultValue={session.actor.name}
          className="control"
        />
      </Field>
      <Field id={`${id}-current`} label={text.settings.currentPassword}>
        <input
          id={`${id}-current`}
          name="current"
          type="password"
          required
          autoComplete="current-password"
          className="control"
        />
      </Field>
      <NewPasswordField id={id} short={short} />
      <div role="alert">{error && <Notice tone="bad">{error}</Notice>}</div>
      <div>
        <Button type="submit" look="plain" busy={busy}>
          {text.settings.password}
        </Button>
      </div>
    </form>
  );
}
