import type { Connection } from "@taskwright/api/connection.ts";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useId, useState } from "react";
import { messageOf } from "../api/problem.ts";
import { text } from "../text.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Notice } from "../ui/states.tsx";
import { toast } from "../ui/toast.tsx";
import { secretsOf } from "./method.ts";
import { connectionsQuery, updateConnection } from "./queries.ts";
import { SecretField } from "./secret-field.tsx";

/** A password that was changed over there, a token that ended. */
export function RenewConnection({ connection, onClose }: { connection: Connection; onClose(): void }) {
  const id = useId();
  const client = useQueryClient();
  const [typed, setTyped] = useState<Record<string, string>>({});
  const words = text.connections;
  const known = secretsOf(connection.app, connection.method);
  const names = new Set([...known.map(({ name }) => name), ...connection.fields]);
  const given = Object.fromEntries(Object.entries(typed).filter(([, value]) => value !== ""));
  const save = useMutation({
    mutationFn: () => updateConnection(connection.id, { fields: given, version: connection.version }),
    onSuccess() {
      toast(words.renewed(connection.name));
      onClose();
    },
    onSettled: () => void client.invalidateQueries({ queryKey: connectionsQuery.queryKey }),
  });
  return (
    <Dialog title={words.renewTitle(connection.name)} onClose={onClose}>
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <p className="text-soft">{words.renewText}</p>
        {[...names].map((name) => (
          <SecretField
            key={name}
            id={`${id}-${name}`}
            app={connection.app}
            field={known.find((field) => field.name === name) ?? { name }}
            required={false}
            value={typed[name] ?? ""}
            onChange={(value) => setTyped({ ...typed, [name]: value })}
          />
        ))}
        <div role="alert">{save.isError && <Notice tone="bad">{messageOf(save.error)}</Notice>}</div>
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{text.actions.cancel}</Button>
          <Button type="submit" look="plain" disabled={Object.keys(given).length === 0} busy={save.isPending}>
            {text.actions.save}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
