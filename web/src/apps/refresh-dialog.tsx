import type { App } from "@taskwright/api/app.ts";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useId, useState } from "react";
import { messageOf } from "../api/problem.ts";
import { toolsQuery } from "../definitions/queries.ts";
import { text } from "../text.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Field } from "../ui/field.tsx";
import { Notice } from "../ui/states.tsx";
import { toast } from "../ui/toast.tsx";
import { appsQuery, refreshApp } from "./queries.ts";

export function RefreshDialog({ app, onClose }: { app: App; onClose(): void }) {
  const id = useId();
  const client = useQueryClient();
  const [newer, setNewer] = useState("");
  const words = text.apps;
  const pasted = app.kind === "openapi" && app.source.url === undefined;
  const refresh = useMutation({
    mutationFn: () => refreshApp(app.id, newer.trim() === "" ? {} : { openapi: newer }),
    onSuccess(next) {
      toast(words.refreshed(next.tools - next.confirmed, next.tools));
      onClose();
    },
    onSettled() {
      void client.invalidateQueries({ queryKey: appsQuery.queryKey });
      void client.invalidateQueries({ queryKey: toolsQuery.queryKey });
    },
  });
  return (
    <Dialog title={words.refreshTitle(app.name)} onClose={onClose} wide={pasted}>
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          refresh.mutate();
        }}
      >
        <p className="text-soft">{words.refreshText}</p>
        {pasted && (
          <Field id={`${id}-newer`} label={words.refreshPaste} hint={words.refreshPasteHint}>
            <textarea
              id={`${id}-newer`}
              required
              rows={8}
              spellCheck={false}
              aria-describedby={`${id}-newer-hint`}
              className="control font-mono text-xs"
              value={newer}
              onChange={(event) => setNewer(event.target.value)}
            />
          </Field>
        )}
        <div role="alert">{refresh.isError && <Notice tone="bad">{messageOf(refresh.error)}</Notice>}</div>
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{text.actions.cancel}</Button>
          <Button type="submit" look="plain" busy={refresh.isPending}>
            {words.refresh}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
