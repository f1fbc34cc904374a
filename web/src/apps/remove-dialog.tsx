import type { App } from "@taskwright/api/app.ts";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { toolsQuery } from "../definitions/queries.ts";
import { text } from "../text.ts";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";
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
    <ConfirmDialog
      title={text.apps.removeTitle(app.name)}
      words={text.apps.removeText}
      action={text.apps.remove}
      busy={remove.isPending}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    />
  );
}
