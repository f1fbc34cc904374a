import type { App } from "@taskwright/api/app.ts";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { toolsQuery } from "../definitions/queries.ts";
import { text } from "../text.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { toast, toastProblem } from "../ui/toast.tsx";
import { appsQuery, removeApp } from "./queries.ts";

export function RemoveAppDialog({ app, onClose }: { app: App; onClose(): void }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const remove = useMutation({
    mutationFn: () => removeApp(app.id),
    onSuccess() {
      toast(text.apps.removed(app.name));
      void navigate({ to: "/apps", replace: true });
    },
    onError: toastProblem,
    onSettled() {
      void client.invalidateQueries({ queryKey: appsQuery.queryKey });
      void client.invalidateQueries({ queryKey: toolsQuery.queryKey });
      onClose();
    },
  });
  return (
    <Dialog title={text.apps.removeTitle(app.name)} onClose={onClose}>
      <p className="mb-4 text-soft">{text.apps.removeText}</p>
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>{text.actions.cancel}</Button>
        <Button look="danger" busy={remove.isPending} onClick={() => remove.mutate()}>
          {text.apps.remove}
        </Button>
      </div>
    </Dialog>
  );
}
