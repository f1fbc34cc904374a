import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useId, useState, type SubmitEvent } from "react";
import { messageOf } from "../api/problem.ts";
import { text } from "../text.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { described, Field } from "../ui/field.tsx";
import { Notice } from "../ui/states.tsx";
import { toast } from "../ui/toast.tsx";
import { readLimit } from "./limit-field.tsx";
import { agentsQuery, createAgent } from "./queries.ts";
import { formText } from "../ui/form-text.ts";

export function NewAgentDialog({ onClose }: { onClose(): void }) {
  const id = useId();
  const client = useQueryClient();
  const [limitError, setLimitError] = useState<string>();
  const create = useMutation({
    mutationFn: createAgent,
    onSuccess(agent) {
      toast(text.agents.created(agent.name));
      void client.invalidateQueries({ queryKey: agentsQuery.queryKey });
      onClose();
    },
  });

  function submit(event: SubmitEvent<HTMLFormElement>): void {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const maxConcurrent = readLimit(formText(form, "limit"));
    setLimitError(maxConcurrent === undefined ? text.agents.invalidLimit : undefined);
    if (maxConcurrent === undefined) return;
    create.mutate({
      name: formText(form, "name").trim(),
      description: formText(form, "description").trim() || null,
      maxConcurrent,
    });
  }

  return (
    <Dialog title={text.agents.new} onClose={onClose}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        <Field id={`${id}-name`} label={text.agents.name}>
          <input id={`${id}-name`} name="name" required maxLength={200} className="control" />
        </Field>
        <Field id={`${id}-description`} label={text.agents.description} optional={text.forms.optional}>
          <textarea id={`${id}-description`} name="description" rows={2} maxLength={2000} className="control" />
        </Field>
        <Field id={`${id}-limit`} label={text.agents.limit} hint={text.agents.limitHint} error={limitError}>
          <input
            id={`${id}-limit`}
            name="limit"
            inputMode="numeric"
            className="control"
            {...described(`${id}-limit`, "hint", limitError)}
          />
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
