import type { User } from "@taskwright/api/access.ts";
import type { Role } from "@taskwright/api/actor.ts";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useId, useState, type SubmitEvent } from "react";
import { messageOf } from "../api/problem.ts";
import { text } from "../text.ts";
import { Button } from "../ui/button.tsx";
import { clsx } from "../ui/clsx.ts";
import { Dialog } from "../ui/dialog.tsx";
import { Field } from "../ui/field.tsx";
import { Moment } from "../ui/moment.tsx";
import { Failed, Notice, SkeletonRows } from "../ui/states.tsx";
import { toast, toastProblem } from "../ui/toast.tsx";
import { createLink, createUser, updateUser, usersQuery } from "./queries.ts";
import { RoleChoice } from "./role-choice.tsx";
import { SecretDialog } from "./secret.tsx";
import { useMay, useSession } from "./session.ts";
import { formText } from "../ui/form-text.ts";

export function People() {
  const users = useQuery(usersQuery);
  const mayWrite = useMay("user.write");
  const [adding, setAdding] = useState(false);
  const [invited, setInvited] = useState<{ name: string; link: string }>();
  if (users.isPending) return <SkeletonRows />;
  if (users.isError) return <Failed error={users.error} onRetry={() => void users.refetch()} />;
  return (
    <div className="flex max-w-4xl flex-col gap-4 p-4">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <p className="max-w-xl text-soft">{text.settings.peopleText}</p>
        {mayWrite && (
          <Button look="plain" onClick={() => setAdding(true)}>
            <Plus size={14} />
            {text.settings.addPerson}
          </Button>
        )}
      </div>
      <ul className="overflow-hidden rounded-lg border border-line">
        {users.data.map((user) => (
          <Person
            key={user.id}
            user={user}
            mayWrite={mayWrite}
            onLink={(link) => setInvited({ name: user.name, link })}
          />
        ))}
      </ul>
      {adding && (
        <AddPerson
          onClose={() => setAdding(false)}
          onAdded={(name, link) => {
            setAdding(false);
            setInvited({ name, link });
          }}
        />
      )}
      {invited && (
        <SecretDialog
          title={text.settings.linkTitle}
          words={text.settings.linkText(invited.name)}
          secret={invited.link}
          onClose={() => setInvited(undefined)}
        />
      )}
    </div>
  );
}

function Person({ user, mayWrite, onLink }: { user: User; mayWrite: boolean; onLink(link: string): void }) {
  const client = useQueryClient();
  const me = useSession()?.actor;
  const isMe = me?.type === "user" && me.id === user.id;
  const change = useMutation({
    mutationFn: (next: { role?: Role; disabled?: boolean }) => updateUser(user.id, next),
    onError: toastProblem,
    onSettled: () => void client.invalidateQueries({ queryKey: usersQuery.queryKey }),
  });
  const renew = useMutation({
    mutationFn: () => createLink(user.id),
    onSuccess: ({ link }) => onLink(link),
    onError: toastProblem,
  });
  const disabled = user.disabledAt !== null;
  const busy = change.isPending || renew.isPending;
  function toggle(): void {
    change.mutate(
      { disabled: !disabled },
      {
        onSuccess: () =>
          toast(disabled ? text.settings.nowEnabled(user.name) : text.settings.nowDisabled(user.name), "done", {
            run: () => change.mutate({ disabled }),
          }),
      },
    );
  }
  return (
    <li
      className={clsx(
        "flex flex-wrap items-center gap-x-4 gap-y-2 border-b border-line px-4 py-2.5 last:border-0",
        disabled && "bg-raised",
      )}
    >
      <div className="min-w-40 flex-1">
        <p className="font-medium">
          <bdi>{user.name}</bdi>
          {isMe && <span className="font-normal text-faint"> · {text.settings.you}</span>}
          {disabled && <span className="font-normal text-bad"> · {text.settings.disabled}</span>}
        </p>
        <p className="text-faint">
          {user.login} · {text.settings.since} <Moment at={user.createdAt} />
        </p>
      </div>
      <div className="w-36">
        <RoleChoice
          label={`${text.settings.role}: ${user.name}`}
          value={user.role}
          disabled={!mayWrite || isMe || change.isPending}
          onChange={(role) => change.mutate({ role })}
        />
      </div>
      {mayWrite && (
        <div className="flex gap-2">
          <Button disabled={disabled || busy} onClick={() => renew.mutate()} title={text.settings.newLinkText}>
            {text.settings.newLink}
          </Button>
          <Button className="min-w-26" disabled={isMe || busy} onClick={toggle}>
            {disabled ? text.settings.enable : text.settings.disable}
          </Button>
        </div>
      )}
    </li>
  );
}

function AddPerson({ onClose, onAdded }: { onClose(): void; onAdded(name: string, link: string): void }) {
  const id = useId();
  const client = useQueryClient();
  const create = useMutation({
    mutationFn: createUser,
    onSuccess({ user, link }) {
      void client.invalidateQueries({ queryKey: usersQuery.queryKey });
      onAdded(user.name, link);
    },
  });
  function submit(event: SubmitEvent<HTMLFormElement>): void {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    create.mutate({
      name: formText(form, "name").trim(),
      login: formText(form, "login").trim(),
      role: formText(form, "role") as Role,
    });
  }
  return (
    <Dialog title={text.settings.addPerson} onClose={onClose}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        <Field id={`${id}-name`} label={text.settings.name}>
          <input id={`${id}-name`} name="name" required maxLength={200} autoComplete="off" className="control" />
        </Field>
        <Field id={`${id}-login`} label={text.settings.login}>
          <input
            id={`${id}-login`}
            name="login"
            required
            maxLength={200}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            className="control"
          />
        </Field>
        <Field id={`${id}-role`} label={text.settings.role}>
          <RoleChoice id={`${id}-role`} name="role" defaultValue="approver" explain />
        </Field>
        <div role="alert">{create.isError && <Notice tone="bad">{messageOf(create.error)}</Notice>}</div>
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{text.actions.cancel}</Button>
          <Button type="submit" look="plain" busy={create.isPending}>
            {text.actions.add}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
