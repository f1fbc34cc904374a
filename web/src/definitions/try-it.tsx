import type { DryRun, Task } from "@taskwright/api/task.ts";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Check, CircleAlert, Hourglass, LoaderCircle, Play } from "lucide-react";
import { useCallback, useId, useRef, useState } from "react";
import { newIdempotencyKey } from "../api/http.ts";
import { fieldIssues, messageOf } from "../api/problem.ts";
import { DryRunButton } from "../dry-run/dry-run-button.tsx";
import { DryRunMark } from "../dry-run/dry-run-mark.tsx";
import type { Changes } from "../live/changes.ts";
import { useChanges } from "../live/live.tsx";
import { renew } from "../live/renew.ts";
import { LongBody } from "../tasks/long-body.tsx";
import { stepsQuery, taskBodyAddress, taskQuery } from "../tasks/queries.ts";
import { reasonText, StatusBadge } from "../tasks/status.tsx";
import { text } from "../text.ts";
import { inWords } from "../text/sentences.ts";
import { Button, buttonClass } from "../ui/button.tsx";
import { SchemaForm } from "../ui/form/schema-form.tsx";
import { useSchemaForm } from "../ui/form/use-schema-form.ts";
import { JsonView } from "../ui/json-view.tsx";
import { Notice } from "../ui/states.tsx";

/** Saves what is changed and starts a task of it; null where it could not be saved. */
export type Start = (inputs: Record<string, unknown>, key: string, dryRun?: DryRun) => Promise<number | null>;

/** The run form as the inputs are now; a task of it is followed on the spot. */
export function TryIt({
  inputsSchema,
  tried,
  dirty,
  start: startTask,
}: {
  inputsSchema: unknown;
  /** the task that is followed at first */
  tried: number | undefined;
  dirty: boolean;
  start: Start;
}) {
  const id = useId();
  const words = text.definitions.tryIt;
  const form = useSchemaForm(`try${id}`, inputsSchema);
  const [task, setTask] = useState(tried);
  const key = useRef(newIdempotencyKey());
  const start = useMutation({
    mutationFn: ({ inputs, dryRun }: { inputs: Record<string, unknown>; dryRun?: DryRun | undefined }) =>
      startTask(inputs, key.current, dryRun),
    onSuccess(created) {
      key.current = newIdempotencyKey();
      if (created !== null) setTask(created);
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
    <div className="flex flex-col gap-4 p-4">
      <div>
        <h2 className="font-semibold">{text.definitions.run}</h2>
        <p className="text-xs text-faint">{words.about}</p>
      </div>
      <form
        noValidate
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          begin();
        }}
      >
        <SchemaForm form={form} />
        <div role="alert">{start.isError && <Notice tone="bad">{messageOf(start.error)}</Notice>}</div>
        <div className="flex flex-col items-start gap-3">
          <Button type="submit" look="plain" size="lg" busy={start.isPending}>
            <Play size={14} aria-hidden />
            {dirty ? words.saveAndStart : task === undefined ? text.newTask.start : words.again}
          </Button>
          <DryRunButton busy={start.isPending} onStart={begin} />
        </div>
      </form>
      {task !== undefined && <Followed id={task} />}
    </div>
  );
}

function Followed({ id }: { id: number }) {
  const words = text.definitions.tryIt;
  const client = useQueryClient();
  useChanges(
    useCallback(
      (changes: Changes) => {
        if (changes.tasks.has(id)) renew(client, { queryKey: ["task", id] });
      },
      [client, id],
    ),
  );
  const task = useQuery(taskQuery(id)).data;
  const steps = useQuery(stepsQuery(id)).data?.flatMap((page) => page.items) ?? [];
  if (!task) return null;
  return (
    <section aria-label={words.followed(id)} className="flex flex-col gap-3 rounded-lg border border-line p-3">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <span role="status" className="flex items-center gap-2">
          <StatusBadge status={task.status} reason={task.reason} />
          {task.dryRun && <DryRunMark />}
          <span className="text-faint">{reasonText(task)}</span>
        </span>
        <Link
          to="/tasks/$id"
          params={{ id: String(id) }}
          search={task.dryRun ? { tab: "dry-run" } : {}}
          className={buttonClass()}
        >
          {task.dryRun ? text.dryRun.report : words.open(id)}
        </Link>
      </div>
      {steps.length > 0 && (
        <ol aria-label={words.steps} className="flex max-h-72 flex-col gap-1 overflow-y-auto">
          {steps.map((step) => (
            <li key={`${step.path} ${step.attempt}`} className="flex items-center gap-2">
              <StepSign status={step.status} />
              <span className="min-w-0 truncate">{step.title ?? step.path}</span>
              <span className="sr-only">{text.steps.statuses[step.status]}</span>
            </li>
          ))}
        </ol>
      )}
      <Outcome task={task} />
    </section>
  );
}

function Outcome({ task }: { task: Task }) {
  if (task.error) return <Notice tone="bad">{inWords(task.error.sentence, task.error.message)}</Notice>;
  if (task.long?.outputs) {
    const address = taskBodyAddress(task.id, "outputs");
    return <LongBody address={address} label={text.definitions.tryIt.outputs} long={task.long.outputs} />;
  }
  if (task.outputs === null || task.outputs === undefined || Object.keys(task.outputs).length === 0) return null;
  return <JsonView value={task.outputs} label={text.definitions.tryIt.outputs} />;
}

function StepSign({ status }: { status: string }) {
  if (status === "complete") return <Check size={14} aria-hidden className="shrink-0 text-good" />;
  if (status === "error") return <CircleAlert size={14} aria-hidden className="shrink-0 text-bad" />;
  if (status === "running")
    return (
      <LoaderCircle size={14} aria-hidden className="shrink-0 animate-spin text-busy motion-reduce:animate-none" />
    );
  return <Hourglass size={14} aria-hidden className="shrink-0 text-faint" />;
}
