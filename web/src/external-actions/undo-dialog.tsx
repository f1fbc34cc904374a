import type { ExternalAction } from "@taskwright/api/external-action.ts";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { messageOf } from "../api/problem.ts";
import { text } from "../text.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Notice } from "../ui/states.tsx";
import { toast } from "../ui/toast.tsx";
import { undoAction } from "./queries.ts";

export function UndoDialog({ action, onClose }: { action: ExternalAction; onClose(): void }) {
  const client = useQueryClient();
  const words = text.externalActions;
  const undo = useMutation({
    mutationFn: () => undoAction(action.id),
    onSuccess(made) {
      if (made.undo) toast(words.undoStarted(made.undo.taskId));
      onClose();
    },
    onSettled: () => void client.invalidateQueries({ queryKey: ["external-actions"] }),
  });
  return (
    <Dialog title={words.undoTitle} onClose={onClose}>
      <p className="mb-4 text-soft">{words.undoText(action.what)}</p>
      <div role="alert">{undo.isError && <Notice tone="bad">{messageOf(undo.error)}</Notice>}</div>
      <div className="mt-4 flex justify-end gap-2">
        <Button onClick={onClose}>{text.actions.cancel}</Button>
        <Button look="danger" busy={undo.isPending} onClick={() => undo.mutate()}>
          {words.undoConfirm}
        </Button>
      </div>
    </Dialog>
  );
}
