import type { Connection } from "@taskwright/api/connection.ts";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { usersQuery } from "../access/queries.ts";
import { text } from "../text.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { toast, toastProblem } from "../ui/toast.tsx";
import { connectionsQuery, shareConnection } from "./queries.ts";

const ROLES = ["owner", "builder", "operator", "approver", "viewer"] as const;

export function ShareDialog({ connection, onClose }: { connection: Connection; onClose(): void }) {
  const client = useQueryClient();
  const people = useQuery(usersQuery).data ?? [];
  const [grants, setGrants] = useState<ReadonlySet<string>>(new Set(connection.grants));
  const words = text.connections;
  const save = useMutation({
    mutationFn: () => shareConnection(connection.id, { grants: [...grants] }),
    onSuccess() {
      toast(words.shared(connection.name));
      onClose();
    },
    onError: toastProblem,
    onSettled: () => void client.invalidateQueries({ queryKey: connectionsQuery.queryKey }),
  });
  const box = (grant: string, label: string) => (
    <label key={grant} className="flex min-h-8 items-center gap-2">
      <input
        type="checkbox"
        checked={grants.has(grant)}
        onChange={(event) => {
          const next = new Set(grants);
          if (event.target.checked) next.add(grant);
          else next.delete(grant);
          setGrants(next);
        }}
      />
      {label}
    </label>
  );
  const others = people.filter(({ id, login }) => login !== null && id !== connection.owner?.id);
  return (
    <Dialog title={words.shareTitle(connection.name)} onClose={onClose}>
      <form
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <p className="text-soft">{words.shareText}</p>
        {box("workspace", words.shareEveryone)}
        <fieldset>
          <legend className="mb-1 font-medium">{words.shareRoles}</legend>
          <div className="grid grid-cols-2">{ROLES.map((role) => box(`role:${role}`, text.settings.roles[role]))}</div>
        </fieldset>
        {others.length > 0 && (
          <fieldset>
            <legend className="mb-1 font-medium">{words.sharePeople}</legend>
            <div className="max-h-48 overflow-y-auto">
              {others.map(({ login, name }) => box(`user:${login}`, `${name} (${login})`))}
            </div>
          </fieldset>
        )}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{text.actions.cancel}</Button>
          <Button type="submit" look="plain" busy={save.isPending}>
            {text.actions.save}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
