import { useId, useState, type SubmitEvent } from "react";
import { messageOf } from "../api/problem.ts";
import { chooseLanguage, language, type Language, LANGUAGES } from "../language.ts";
import { NewPasswordField } from "./new-password-field.tsx";
import { text } from "../text.ts";
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { Segmented } from "../ui/segmented.tsx";
import { Notice } from "../ui/states.tsx";
import { setTheme, THEMES, type Theme, useTheme } from "../ui/theme.ts";
import { toast } from "../ui/toast.tsx";
import { setPassword, useSession } from "./session.ts";
import { formText } from "../ui/form-text.ts";

/** How one likes the page, how others see one, and how one signs in. */
export function You() {
  return (
    <div className="flex max-w-2xl flex-col gap-8 p-4">
      <Appearance />
      <NameAndPassword />
    </div>
  );
}

function Appearance() {
  const theme = useTheme();
  return (
    <section aria-label={text.settings.appearance} className="flex flex-col gap-4">
      <div>
        <h2 className="text-base font-semibold">{text.settings.appearance}</h2>
        <p className="text-soft">{text.settings.appearanceText}</p>
      </div>
      <div className="flex flex-wrap items-center gap-x-6 gap-y-3">
        <div className="flex flex-col gap-1">
          <span className="font-medium">{text.top.theme}</span>
          <Segmented<Theme>
            label={text.top.theme}
            value={theme}
            onChange={setTheme}
            options={THEMES.map((value) => ({ value, label: text.top.themes[value] }))}
          />
        </div>
        <div className="flex flex-col gap-1">
          <span className="font-medium">{text.top.language}</span>
          <Segmented<Language>
            label={text.top.language}
            value={language}
            onChange={chooseLanguage}
            options={Object.entries(LANGUAGES).map(([value, name]) => ({
              value: value as Language,
              label: <span lang={value}>{name}</span>,
            }))}
          />
        </div>
      </div>
    </section>
  );
}

function NameAndPassword() {
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
    <form onSubmit={submit} aria-label={text.settings.signIn} className="flex max-w-sm flex-col gap-4">
      <div>
        <h2 className="text-base font-semibold">{text.settings.signIn}</h2>
        <p className="text-soft">
          {text.settings.youText} {text.settings.roles[session.role]}: {text.settings.roleText[session.role]}.
        </p>
      </div>
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
