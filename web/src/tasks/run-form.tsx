import type { CreateTask, DryRun } from "@taskwright/api/task.ts";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Play } from "lucide-react";
import { useId, useRef, useState } from "react";
import { DryRunButton } from "../dry-run/dry-run-button.tsx";
import { agentsQuery } from "../agents/queries.ts";
import { newIdempotencyKey } from "../api/http.ts";
import { fieldIssues, messageOf } from "../api/problem.ts";
import { text } from "../text.ts";
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { SchemaForm } from "../ui/form/schema-form.tsx";
import { useSchemaForm } from "../ui/form/use-schema-form.ts";
import { Notice } from "../ui/states.tsx";
import { toast } from "../ui/toast.tsx";
import { createTask } from "./queries.ts";

/** The inputs of a definition as a form; starting it leads to the task. */
export function RunForm({
  definition,
  inputsSchema,
  disabled = false,
  extras = false,
}: {
  definition: string;
  inputsSchema: unknown;
  disabled?: boolean;
  extras?: boolean;
}) {
  const id = useId();
  const navigate = useNavigate();
  const form = useSchemaForm(`run${id}`, inputsSchema);
  const [more, setMore] = useState<Partial<CreateTask>>({});
  // pressed twice, or answered late: still one task
  const key = useRef(newIdempotencyKey());
  const start = useMutation({
    mutationFn: ({ inputs, dryRun }: { inputs: Record<string, unknown>; dryRun?: DryRun | undefined }) =>
      createTask({ definition, inputs, ...more, ...(dryRun && { dryRun }) }, key.current),
    onSuccess(task) {
      toast(task.dryRun ? text.dryRun.started(task.id) : text.newTask.started(task.id));
      void navigate({
        to: "/tasks/$id",
        params: { id: String(task.id) },
        search: task.dryRun ? { tab: "dry-run" } : {},
      });
    },
    onError(error) {
      key.current = newIdempotencyKey();
      form.refuse(fieldIssues(error));
    },
  });
  const begin = (dryRun?: DryRun) => {
    const read = form.read();
    if (read) start.mutate({ inputs: (read.value ?? {}) as Record<string, unknown>, dryRun });
  };
  return (
    <form
      noValidate
      className="flex flex-col gap-5"
      onSubmit={(event) => {
        event.preventDefault();
        begin();
      }}
    >
      <SchemaForm form={form} />
      {extras && <More more={more} onChange={setMore} />}
      <div role="alert">{start.isError && <Notice tone="bad">{messageOf(start.error)}</Notice>}</div>
      <div className="flex flex-wrap items-start gap-x-6 gap-y-3">
        <Button type="submit" look="plain" size="lg" disabled={disabled} busy={start.isPending}>
          <Play size={14} />
          {text.newTask.start}
        </Button>
        <DryRunButton disabled={disabled} busy={start.isPending} onStart={begin} />
      </div>
    </form>
  );
}

function More({ more, onChange }: { more: Partial<CreateTask>; onChange(more: Partial<CreateTask>): void }) {
  const id = useId();
  const agents = useQuery(agentsQuery).data ?? [];
  const [priority, setPriority] = useState("");
  return (
    <details>
      <summary className="text-soft">{text.newTask.more}</summary>
      <div className="mt-3 grid gap-4 sm:grid-cols-2">
        <Field id={`${id}-title`} label={text.newTask.name} hint={text.newTask.nameHint}>
          <input
            id={`${id}-title`}
            aria-describedby={`${id}-title-hint`}
            className="control"
            maxLength={200}
            value={more.title ?? ""}
            onChange={(event) => onChange({ ...more, title: event.target.value || undefined })}
          />
        </Field>
        <Field id={`${id}-priority`} label={text.newTask.priority} hint={text.newTask.priorityHint}>
          <input
            id={`${id}-priority`}
            aria-describedby={`${id}-priority-hint`}
            className="control"
            type="number"
            min={-100}
            max={100}
            step={1}
            value={priority}
            onChange={(event) => {
              setPriority(event.target.value);
              onChange({
                ...more,
                priority: event.target.value === "" ? undefined : Math.trunc(Number(event.target.value)),
              });
            }}
          />
        </Field>
        <Field id={`${id}-agent`} label={text.newTask.agent}>
          <select
            id={`${id}-agent`}
            className="control"
            value={more.agent ?? ""}
            onChange={(event) => onChange({ ...more, agent: event.target.value || undefined })}
          >
            <option value="">{text.newTask.agentDefault}</option>
            {agents.map((agent) => (
              <option key={agent.id}>{agent.name}</option>
            ))}
          </select>
        </Field>
        <Field id={`${id}-start`} label={text.newTask.startAt}>
          <input
            id={`${id}-start`}
            type="datetime-local"
            className="control"
            onChange={(event) =>
              onChange({
                ...more,
                startAt: event.target.value ? new Date(event.target.value).toISOString() : undefined,
              })
            }
          />
        </Field>
      </div>
    </details>
  );
}
