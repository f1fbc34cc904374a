import type { Connection } from "@taskwright/api/connection.ts";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { text } from "../text.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { toast, toastProblem } from "../ui/toast.tsx";
import { connectionsQuery, removeConnection } from "./queries.ts";

export function RemoveConnection({ connection, onClose }: { connection: Connection; onClose(): void }) {
  const client = useQueryClient();
  const words = text.connections;
  const remove = useMutation({
    mutationFn: () => removeConnection(connection.id),
    onSuccess: () => toast(words.removed(connection.name)),
    onError: toastProblem,
    onSettled() {
      void client.invalidateQueries({ queryKey: connectionsQuery.queryKey });
      onClose();
    },
  });
  return (
    <Dialog title={words.removeTitle(connection.name)} onClose={onClose}>
      <p className="mb-4 text-soft">{words.removeText}</p>
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>{text.actions.cancel}</Button>
        <Button look="danger" busy={remove.isPending} onClick={() => remove.mutate()}>
          {words.remove}
        </Button>
      </div>
    </Dialog>
  );
}
