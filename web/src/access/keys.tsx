import type { ApiKey } from "@taskwright/api/access.ts";
import type { Role } from "@taskwright/api/actor.ts";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { KeyRound, Plus } from "lucide-react";
import { useId, useState, type SubmitEvent } from "react";
import { messageOf } from "../api/problem.ts";
import { serverNow } from "../format/clock.ts";
import { text } from "../text.ts";
import { Button } from "../ui/button.tsx";
import { clsx } from "../ui/clsx.ts";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Field } from "../ui/field.tsx";
import { Moment } from "../ui/moment.tsx";
import { Empty, Failed, Notice, SkeletonRows } from "../ui/states.tsx";
import { toastProblem } from "../ui/toast.tsx";
import { createKey, keysQuery, revokeKey } from "./queries.ts";
import { RoleChoice } from "./role-choice.tsx";
import { SecretDialog } from "./secret.tsx";
import { useMay } from "./session.ts";
import { formText } from "../ui/form-text.ts";

export function Keys() {
  const keys = useQuery(keysQuery);
  const mayWrite = useMay("key.write");
  const [adding, setAdding] = useState(false);
  const [revoking, setRevoking] = useState<ApiKey>();
  const [secret, setSecret] = useState<string>();
  if (keys.isPending) return <SkeletonRows />;
  if (keys.isError) return <Failed error={keys.error} onRetry={() => void keys.refetch()} />;
  const add = mayWrite && (
    <Button look="plain" onClick={() => setAdding(true)}>
      <Plus size={14} />
      {text.settings.addKey}
    </Button>
  );
  return (
    <div className="flex max-w-4xl flex-col gap-4 p-4">
      {keys.data.length === 0 ? (
        <Empty icon={<KeyRound size={24} />} title={text.settings.keysEmptyTitle}>
          <p>{text.settings.keysEmpty}</p>
          {add}
        </Empty>
      ) : (
        <>
          <div className="flex flex-wrap items-center justify-between gap-3">
            <p className="max-w-xl text-soft">{text.settings.keysEmpty}</p>
            {add}
          </div>
          <ul className="overflow-hidden rounded-lg border border-line">
            {keys.data.map((key) => (
              <KeyRow
                key={key.id}
                apiKey={key}
                onRevoke={mayWrite && key.revokedAt === null ? () => setRevoking(key) : undefined}
              />
            ))}
          </ul>
        </>
      )}
      {adding && (
        <AddKey
          onClose={() => setAdding(false)}
          onAdded={(key) => {
            setAdding(false);
            setSecret(key);
          }}
        />
      )}
      {secret && (
        <SecretDialog
          title={text.settings.keyTitle}
          words={text.settings.keyText}
          secret={secret}
          example={`curl -H "Authorization: Bearer ${secret}" ${location.origin}/api/v1/tasks`}
          onClose={() => setSecret(undefined)}
        />
      )}
      {revoking && <Revoke apiKey={revoking} onClose={() => setRevoking(undefined)} />}
    </div>
  );
}

function KeyRow({ apiKey, onRevoke }: { apiKey: ApiKey; onRevoke?: () => void }) {
  const revoked = apiKey.revokedAt !== null;
  const expired = apiKey.expiresAt !== null && Date.parse(apiKey.expiresAt) < serverNow();
  return (
    <li
      className={clsx(
        "flex flex-wrap items-center gap-x-6 gap-y-1 border-b border-line px-4 py-2.5 last:border-0",
        revoked && "bg-raised",
      )}
    >
      <div className="min-w-40 flex-1">
        <p className="font-medium">
          {apiKey.name}
          {revoked && <span className="font-normal text-bad"> · {text.settings.revoked}</span>}
        </p>
        <p className="text-xs text-faint">
          <span className="font-mono">{apiKey.prefix}…</span> · {text.settings.created} <Moment at={apiKey.createdAt} />
        </p>
      </div>
      <p className="w-24 text-soft">{text.settings.roles[apiKey.role]}</p>
      <p className="flex min-w-52 flex-col text-soft">
        <span>
          {apiKey.lastUsedAt ? (
            <>
              {text.settings.lastUsed} <Moment at={apiKey.lastUsedAt} />
            </>
          ) : (
            text.settings.neverUsed
          )}
        </span>
        <span className={expired ? "text-xs text-bad" : "text-xs text-faint"}>
          {apiKey.expiresAt ? (
            <>
              {expired ? text.settings.expired : text.settings.expires} <Moment at={apiKey.expiresAt} />
            </>
          ) : (
            text.settings.expiresNever
          )}
        </span>
      </p>
      <p className="min-w-24 sm:text-right">
        {onRevoke && (
          <Button look="danger" onClick={onRevoke}>
            {text.settings.revoke}
          </Button>
        )}
      </p>
    </li>
  );
}

const DAY_MS = 86_400_000;
const VALID_DAYS = [7, 30, 90, 365];

function AddKey({ onClose, onAdded }: { onClose(): void; onAdded(key: string): void }) {
  const id = useId();
  const client = useQueryClient();
  const create = useMutation({
    mutationFn: createKey,
    onSuccess({ key }) {
      void client.invalidateQueries({ queryKey: keysQuery.queryKey });
      onAdded(key);
    },
  });
  function submit(event: SubmitEvent<HTMLFormElement>): void {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const days = Number(formText(form, "days"));
    create.mutate({
      name: formText(form, "name").trim(),
      role: formText(form, "role") as Role,
      ...(days > 0 ? { expiresAt: new Date(serverNow() + days * DAY_MS).toISOString() } : {}),
    });
  }
  return (
    <Dialog title={text.settings.addKey} onClose={onClose}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        <Field id={`${id}-name`} label={text.settings.name} hint={text.settings.keyNameHint}>
          <input
            id={`${id}-name`}
            name="name"
            required
            maxLength={200}
            autoComplete="off"
            aria-describedby={`${id}-name-hint`}
            className="control"
          />
        </Field>
        <Field id={`${id}-role`} label={text.settings.role}>
          <RoleChoice id={`${id}-role`} name="role" defaultValue="operator" explain />
        </Field>
        <Field id={`${id}-days`} label={text.settings.validity}>
          <select id={`${id}-days`} name="days" defaultValue="0" className="control">
            <option value="0">{text.settings.expiresNever}</option>
            {VALID_DAYS.map((days) => (
              <option key={days} value={days}>
                {text.settings.days(days)}
              </option>
            ))}
          </select>
        </Field>
        <div role="alert">{create.isError && <Notice tone="bad">{messageOf(create.error)}</Notice>}</div>
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{text.actions.cancel}</Button>
          <Button type="submit" look="plain" busy={create.isPending}>
            {text.actions.create}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function Revoke({ apiKey, onClose }: { apiKey: ApiKey; onClose(): void }) {
  const client = useQueryClient();
  const revoke = useMutation({
    mutationFn: () => revokeKey(apiKey.id),
    onError: toastProblem,
    onSettled: () => {
      void client.invalidateQueries({ queryKey: keysQuery.queryKey });
      onClose();
    },
  });
  return (
    <ConfirmDialog
      title={text.settings.revokeTitle(apiKey.name)}
      words={text.settings.revokeText}
      action={text.settings.revoke}
      busy={revoke.isPending}
      onConfirm={() => revoke.mutate()}
      onClose={onClose}
    />
  );
}
