import type { Connection } from "@taskwright/api/connection.ts";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { text } from "../text.ts";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";
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
    <ConfirmDialog
      title={words.removeTitle(connection.name)}
      words={words.removeText}
      action={words.remove}
      busy={remove.isPending}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    />
  );
}
