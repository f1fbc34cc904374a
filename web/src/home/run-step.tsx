import type { TaskSummary } from "@taskwright/api/task.ts";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Play } from "lucide-react";
import { useRef } from "react";
import { newIdempotencyKey } from "../api/http.ts";
import { definitionsQuery } from "../definitions/queries.ts";
import { createTask, taskQuery } from "../tasks/queries.ts";
import { reasonText, StatusBadge } from "../tasks/status.tsx";
import { text } from "../text.ts";
import { Button, buttonClass } from "../ui/button.tsx";
import { toastProblem } from "../ui/toast.tsx";
import { exampleInputsQuery, HOME } from "./queries.ts";

const words = text.home.steps;

/** Starts a real task with what the example was given; what came of it shows in the same place. */
export function RunStep({
  chosen,
  ran,
  onRan,
}: {
  chosen: string | undefined;
  ran: TaskSummary | null;
  onRan(): void;
}) {
  if (ran) return <Ran id={ran.id} />;
  if (chosen === undefined) return <p className="text-soft">{words.runFirst}</p>;
  return <Run definition={chosen} onRan={onRan} />;
}

function Run({ definition, onRan }: { definition: string; onRan(): void }) {
  const client = useQueryClient();
  const inputs = useQuery(exampleInputsQuery(definition));
  const id = useQuery(definitionsQuery()).data?.find(({ name }) => name === definition)?.id;
  // pressed twice: still one task
  const key = useRef(newIdempotencyKey());
  const start = useMutation({
    mutationFn: () => createTask({ definition, inputs: inputs.data ?? {} }, key.current),
    async onSuccess() {
      await client.invalidateQueries({ queryKey: HOME });
      onRan();
    },
    onError(error) {
      key.current = newIdempotencyKey();
      toastProblem(error);
    },
  });
  return (
    <>
      <p className="max-w-2xl text-soft">{words.runText(definition)}</p>
      <div className="flex flex-wrap gap-2">
        {inputs.data && (
          <Button look="plain" busy={start.isPending} onClick={() => start.mutate()}>
            <Play size={14} aria-hidden />
            {words.run}
          </Button>
        )}
        {id !== undefined && inputs.isSuccess && (
          <Link to="/tasks/new" search={{ definition: id }} className={buttonClass(inputs.data ? "quiet" : "plain")}>
            {words.runForm}
          </Link>
        )}
      </div>
    </>
  );
}

function Ran({ id }: { id: number }) {
  const task = useQuery(taskQuery(id)).data;
  return (
    <div role="status" className="flex flex-wrap items-center gap-x-3 gap-y-2">
      <span>{words.ran(id)}</span>
      {task && (
        <>
          <StatusBadge status={task.status} reason={task.reason} />
          <span className="text-faint">{reasonText(task)}</span>
        </>
      )}
      <Link to="/tasks/$id" params={{ id: String(id) }} className={buttonClass()}>
        {words.look}
      </Link>
    </div>
  );
}
